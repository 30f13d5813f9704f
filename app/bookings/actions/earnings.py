"""What venues earn with bookings, in the ledger.

A booking is earned once it is completed, a no-show, or canceled: then the venue keeps what was paid for it, less what
was refunded or is still owed to the guest, and gets what we pay of a sitewide deal. Our commission is a part of that. A
tip is earned at once, and has no commission. The tax on what a venue has earned is due to the jurisdictions from then
on: we owe it to them, or to the venue if it pays them.
"""

from collections import Counter, defaultdict
from collections.abc import Collection
from datetime import timedelta

from app.bookings.charges import Charge
from app.bookings.models.bookings import Booking
from app.bookings.queries.charges import charges_of
from app.core import clock
from app.core.db import session
from app.core.jobs import defer
from app.core.settings import settings
from app.ledger.actions import Entry, Posting, credit, debit, record_entries
from app.ledger.enums import Account, LedgerEvent
from app.ledger.queries import Earned, TaxBefore, earned_by, taxes_by
from app.tax.enums import Remitter


def record_earnings(booking_ids: Collection[int]) -> None:
    """Bring the ledger up to date with the state, payments and refunds of these bookings, which must be locked.

    At most four statements, two more if there is any tax, and one for each booking whose earnings change: it defers the
    job that pays the venue.
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
        funded = sum(charge.funded_cents for charge in paid if charge.is_earned) - earned.funded_cents
        commission = sum(charge.commission_cents for charge in paid) - earned.commission_cents
        if change or funded:
            entries.append(_entry(event, paid[0], earned.entries + 1, (change, funded, commission)))
            _defer_transfers(booking_id, change)
    record_entries([*entries, *_taxes([charge for paid in charges.values() for charge in paid if charge.taxes])])


def record_seen(booking: Booking) -> None:
    """Record what we pay of a sitewide deal, now that the venue has said that the guest came, or hasn't."""
    if booking.funded_cents:
        record_earnings([booking.id])


def _entry(event: LedgerEvent, charge: Charge, number: int, changes: tuple[int, int, int]) -> Entry:
    """Return the entry for what changed: what is earned, how much of it we pay, and our commission."""
    booking_id, venue_id = charge.booking_id, charge.venue_id
    change, funded, commission = changes
    payable = Account.TIPS_PAYABLE if charge.is_tip else Account.VENUE_PAYABLE
    return Entry(
        event,
        f"{booking_id}:{number}",
        [
            debit(Account.GUEST_PREPAYMENTS, change - funded, booking_id=booking_id),
            debit(Account.PLATFORM_DISCOUNTS, funded, booking_id=booking_id, venue_id=venue_id),
            credit(payable, change - commission, booking_id=booking_id, venue_id=venue_id),
            credit(Account.COMMISSION, commission, booking_id=booking_id, venue_id=venue_id),
        ],
    )


def _taxes(charges: Collection[Charge]) -> list[Entry]:
    """Return the entries for the changes of what is due by tax rule, one for each booking."""
    if not charges:
        return []
    before = taxes_by({charge.booking_id for charge in charges})
    entries = []
    for booking_id in sorted({charge.booking_id for charge in charges}):
        own = [charge for charge in charges if charge.booking_id == booking_id]
        known = before.get(booking_id, TaxBefore())
        remitters: dict[int, Remitter] = {}
        due, taxable = Counter[int](), Counter[int]()
        for charge in own:
            left = charge.taxes_due()
            for tax in charge.taxes:
                remitters[tax.rule_id] = tax.remitter
                due[tax.rule_id] += left.get(tax.rule_id, 0)
                taxable[tax.rule_id] += charge.taxable_by(tax) if left.get(tax.rule_id) else 0
        changes = {rule_id: cents - known.cents.get(rule_id, 0) for rule_id, cents in due.items()}
        if any(changes.values()):
            postings = [debit(Account.GUEST_PREPAYMENTS, sum(changes.values()), booking_id=booking_id)]
            postings += [
                _owed(own[0], rule_id, remitters[rule_id], cents, taxable[rule_id] - known.taxable.get(rule_id, 0))
                for rule_id, cents in changes.items()
            ]
            entries.append(Entry(LedgerEvent.TAX, f"{booking_id}:{known.entries + 1}", postings))
    return entries


def _owed(charge: Charge, rule_id: int, remitter: Remitter, cents: int, taxable_cents: int) -> Posting:
    account = Account.TAX_PAYABLE if remitter is Remitter.PLATFORM else Account.VENUE_PAYABLE
    return Posting(account, -cents, charge.booking_id, charge.venue_id, rule_id, taxable_cents)


def _defer_transfers(booking_id: int, change: int) -> None:
    """Defer the job that pays the venue once the delay is over, or takes money back at once."""
    due = clock.now() + timedelta(days=settings().transfer_delay_days) if change > 0 else None
    defer("payouts.pay_booking", lock=f"payouts.pay_booking:{booking_id}", at=due, booking_id=booking_id)
