"""What a dispute means for what an order has paid for that is no booking.

That is a gift card, a package, a month of a membership, or what a venue owes us.
"""

from collections.abc import Sequence
from typing import Protocol

from sqlalchemy import func, select

from app.bookings.enums import OrderKind, RefundState
from app.bookings.models.orders import Order
from app.bookings.models.refunds import Refund
from app.core.db import session
from app.disputes.enums import INQUIRIES
from app.disputes.models import Dispute
from app.ledger.actions import Posting
from app.passes import actions as passes
from app.receivables import actions as receivables


class Follow(Protocol):
    """Hold what nobody has used for the disputed cents, end it for the lost ones, and return what the ledger changes.

    Repeating it changes nothing.
    """

    def __call__(self, order_id: int, /, *, open_cents: int, lost_cents: int) -> Sequence[Posting]: ...


# Gift cards are a feature above this one: `create_app` adds their part.
PREPAID: dict[OrderKind, Follow] = {
    OrderKind.PACKAGE: passes.follow_dispute,
    OrderKind.MEMBERSHIP: passes.follow_dispute,
    OrderKind.INVOICE: receivables.follow_dispute,
}


def is_prepaid(order: Order | None) -> bool:
    """Return whether an order has paid for something ahead that a dispute ends."""
    return order is not None and order.kind in PREPAID


def follow_prepaid(order: Order) -> Sequence[Posting]:
    """Hold or end what a locked order has paid for ahead. Returns what changes in the ledger.

    Refunds that lost disputes stand for are no part of it, and neither is what banks took beyond the payment.
    """
    taken = func.sum(func.greatest(0, Dispute.withdrawn_cents - Dispute.reinstated_cents))
    open_cents, lost_cents = session.execute(
        select(
            func.coalesce(taken.filter(Dispute.settled_at.is_(None)), 0),
            func.coalesce(taken.filter(Dispute.settled_at.is_not(None)), 0),
        ).where(Dispute.order_id == order.id, Dispute.status.not_in(INQUIRIES))
    ).one()
    cents = func.sum(Refund.amount_cents)
    refunded, settled = session.execute(
        select(
            func.coalesce(cents.filter(Refund.state != RefundState.FAILED), 0),
            func.coalesce(cents.filter(Refund.state == RefundState.SETTLED), 0),
        ).where(Refund.order_id == order.id)
    ).one()
    lost = min(int(lost_cents) - int(settled), order.total_cents - int(refunded))
    return PREPAID[order.kind](order.id, open_cents=int(open_cents), lost_cents=max(0, lost))
