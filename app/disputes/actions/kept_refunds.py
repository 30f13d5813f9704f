"""What a lost dispute means for a refund that the guest kept as credit at the venue: now they have the money, too."""

from sqlalchemy import select

from app.bookings.models.bookings import Booking
from app.bookings.models.orders import Order
from app.bookings.models.refunds import Refund
from app.bookings.models.venue_orders import VenueOrder
from app.core.db import session
from app.core.jobs import defer
from app.credit.actions import lock_account, move
from app.credit.enums import MovementKind
from app.credit.models import CreditMovement
from app.credit.paid_money import paid_money
from app.credit.queries import movements_of
from app.disputes.models import Dispute
from app.ledger.actions import Entry, credit, debit, record_entries
from app.ledger.enums import Account, LedgerEvent
from app.ledger.queries import is_recorded


def recover_kept(dispute: Dispute) -> None:
    """Take the credit back that a guest kept of a payment which their bank has returned to them.

    What they have used of it, the venue has earned with another booking, so the venue owes it to us. The refunds of the
    order must be locked. Repeating it changes nothing.
    """
    left = dispute.written_off_cents
    if not left:
        return
    rows = session.execute(
        select(Refund, VenueOrder.venue_id, Order.user_id)
        .join(Order, Order.id == Refund.order_id)
        .join(Booking, Booking.id == Refund.booking_id)
        .join(VenueOrder, VenueOrder.id == Booking.venue_order_id)
        .where(Refund.order_id == dispute.order_id, Refund.is_kept)
        .order_by(Refund.id)
    )
    for refund, venue_id, user_id in rows:
        part = min(left, refund.amount_cents)
        left -= part
        key = f"{dispute.id}:{refund.id}"
        if part and user_id is not None and not is_recorded(LedgerEvent.VENUE_CREDIT_LOST, key):
            _recover(key, venue_id, user_id, part)


def _recover(key: str, venue_id: int, user_id: int, cents: int) -> None:
    account = lock_account(user_id)
    unused = max(0, min(cents, paid_money(movements_of(user_id, venue_id=venue_id)).cents))
    if unused:
        lost = CreditMovement(kind=MovementKind.CHARGED_BACK, venue_id=venue_id, amount_cents=-unused)
        defer("venue_credit.email", movement_id=move(account, lost).id)
    postings = [
        debit(Account.GUEST_CREDIT, unused, venue_id=venue_id),
        debit(Account.VENUE_RECEIVABLE, cents - unused, venue_id=venue_id),
        credit(Account.WRITE_OFFS, cents),
    ]
    record_entries([Entry(LedgerEvent.VENUE_CREDIT_LOST, key, postings)])
