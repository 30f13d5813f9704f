"""What a lost dispute means for a refund that the guest kept as credit at the venue: now they have the money, too."""

from dataclasses import dataclass

from sqlalchemy import Integer, cast, func, select

from app.bookings.models.bookings import Booking
from app.bookings.models.orders import Order
from app.bookings.models.refunds import Refund
from app.bookings.models.venue_orders import VenueOrder
from app.core.db import session
from app.core.jobs import defer
from app.credit.actions import keep_refund, lock_account, move
from app.credit.enums import MovementKind
from app.credit.models import CreditMovement
from app.credit.paid_money import paid_money
from app.credit.queries import movements_of
from app.disputes.models import Dispute
from app.ledger.actions import Entry, credit, debit, record_entries
from app.ledger.enums import Account, LedgerEvent
from app.ledger.models import LedgerEntry, LedgerPosting


@dataclass(frozen=True, slots=True)
class Recovered:
    """What was recovered of a refund for a dispute, in cents: in all, and from the venue. `entries` is how often."""

    cents: int = 0
    from_venue: int = 0
    entries: int = 0


def recover_kept(dispute: Dispute) -> None:
    """Take the credit back that a guest kept of a payment which their bank has returned to them.

    What they have used of it, the venue has earned with another booking, so the venue owes it to us. If the bank gives
    some back after all, so do we. The refunds of the order must be locked. Repeating it changes nothing.
    """
    rows = session.execute(
        select(Refund, VenueOrder.venue_id, Order.user_id)
        .join(Order, Order.id == Refund.order_id)
        .join(Booking, Booking.id == Refund.booking_id)
        .join(VenueOrder, VenueOrder.id == Booking.venue_order_id)
        .where(Refund.order_id == dispute.order_id, Refund.is_kept)
        .order_by(Refund.id)
    )
    left = dispute.written_off_cents
    for refund, venue_id, user_id in rows:
        known = _recovered(refund.id)
        mine = known.pop(dispute.id, Recovered())
        part = min(left, refund.amount_cents - sum(each.cents for each in known.values()))
        left -= part
        key = f"{dispute.id}:{refund.id}" + (f":{mine.entries}" if mine.entries else "")
        if part > mine.cents and user_id is not None:
            _recover(key, venue_id, user_id, part - mine.cents)
        elif part < mine.cents and user_id is not None:
            _give_back(key, refund, (venue_id, user_id), mine.cents - part, from_venue=mine.from_venue)


def _recovered(refund_id: int) -> dict[int, Recovered]:
    """Return what was recovered of a refund, by dispute. One statement."""
    on = LedgerPosting.account
    cents, venue = (
        func.coalesce(func.sum(LedgerPosting.amount_cents).filter(on == account), 0)
        for account in (Account.WRITE_OFFS, Account.VENUE_RECEIVABLE)
    )
    of_dispute = cast(func.split_part(LedgerEntry.key, ":", 1), Integer)
    rows = session.execute(
        select(of_dispute, -cents, venue, func.count(LedgerEntry.id.distinct()))
        .join(LedgerPosting, LedgerPosting.entry_id == LedgerEntry.id)
        .where(LedgerEntry.event == LedgerEvent.VENUE_CREDIT_LOST)
        .where(func.split_part(LedgerEntry.key, ":", 2) == str(refund_id))
        .group_by(of_dispute)
    )
    return {number: Recovered(*map(int, found)) for number, *found in rows}


def _recover(key: str, venue_id: int, user_id: int, cents: int) -> None:
    account = lock_account(user_id)
    unused = max(0, min(cents, paid_money(movements_of(user_id, venue_id=venue_id)).cents))
    if unused:
        lost = CreditMovement(kind=MovementKind.CHARGED_BACK, venue_id=venue_id, amount_cents=-unused)
        defer("venue_credit.email", movement_id=move(account, lost).id)
    _record(key, venue_id, unused, cents - unused)


def _give_back(key: str, refund: Refund, whose: tuple[int, int], cents: int, *, from_venue: int) -> None:
    """Cancel the venue's debt for what the guest has used first, then return the rest to the guest's credit.

    A transfer may have kept what the venue no longer owes.
    """
    venue_id, user_id = whose
    to_guest = max(0, cents - from_venue)
    if from_venue:
        defer("payouts.return_to_venue", lock=f"payouts.return_to_venue:{venue_id}", venue_id=venue_id)
    keep_refund(user_id=user_id, order_id=refund.order_id, parts={venue_id: to_guest})
    _record(key, venue_id, -to_guest, to_guest - cents)


def _record(key: str, venue_id: int, of_guest: int, of_venue: int) -> None:
    postings = [
        debit(Account.GUEST_CREDIT, of_guest, venue_id=venue_id),
        debit(Account.VENUE_RECEIVABLE, of_venue, venue_id=venue_id),
        credit(Account.WRITE_OFFS, of_guest + of_venue),
    ]
    record_entries([Entry(LedgerEvent.VENUE_CREDIT_LOST, key, postings)])
