"""What venues earn with bookings, in the ledger.

A booking is earned once it is completed, a no-show, or canceled: then the venue keeps what was paid for it, less what
was refunded or is still owed to the guest. Our commission is a part of that. A tip is earned at once, and has no
commission.
"""

from collections import defaultdict
from collections.abc import Collection
from datetime import timedelta

from app.bookings.queries.charges import Charge, charges_of
from app.core import clock
from app.core.db import session
from app.core.jobs import defer
from app.core.settings import settings
from app.ledger.actions import Entry, credit, debit, record_entries
from app.ledger.enums import Account, LedgerEvent
from app.ledger.queries import Earned, earned_by


def record_earnings(booking_ids: Collection[int]) -> None:
    """Bring the ledger up to date with the state, payments and refunds of these bookings, which must be locked.

    At most four statements, and one for each booking whose earnings change: it defers the job that pays the venue.
    Repeating it changes nothing.
    """
    session.flush()
    before = earned_by(booking_ids)
    charges: dict[tuple[int, LedgerEvent], list[Charge]] = defaultdict(list)
    for charge in charges_of(booking_ids):
        charges[charge.booking_id, LedgerEvent.TIP if charge.is_tip else LedgerEvent.EARNING].append(charge)
    entries = []
    for (booking_id, event), paid in charges.items():
        earned = before.get((booking_id, event), Earned())
        change = sum(charge.earned_cents for charge in paid) - earned.cents
        commission = sum(charge.commission_cents for charge in paid) - earned.commission_cents
        if change:
            entries.append(_entry(event, paid[0], earned.entries + 1, change, commission))
            _defer_transfers(booking_id, change)
    record_entries(entries)


def _entry(event: LedgerEvent, charge: Charge, number: int, change: int, commission: int) -> Entry:
    booking_id, venue_id = charge.booking_id, charge.venue_id
    payable = Account.TIPS_PAYABLE if charge.is_tip else Account.VENUE_PAYABLE
    return Entry(
        event,
        f"{booking_id}:{number}",
        [
            debit(Account.GUEST_PREPAYMENTS, change, booking_id=booking_id),
            credit(payable, change - commission, booking_id=booking_id, venue_id=venue_id),
            credit(Account.COMMISSION, commission, booking_id=booking_id, venue_id=venue_id),
        ],
    )


def _defer_transfers(booking_id: int, change: int) -> None:
    """Defer the job that pays the venue once the delay is over, or takes money back at once."""
    due = clock.now() + timedelta(days=settings().transfer_delay_days) if change > 0 else None
    defer("payouts.pay_booking", lock=f"payouts.pay_booking:{booking_id}", at=due, booking_id=booking_id)
