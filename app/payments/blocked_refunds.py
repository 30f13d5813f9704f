"""Refunds that wait because a bank disputes their payment."""

from sqlalchemy import select

from app.bookings.enums import RefundState
from app.bookings.models.orders import Order
from app.bookings.models.refunds import Refund
from app.core.db import session
from app.core.ids import token
from app.core.jobs import defer


def is_blocked(refund: Refund) -> bool:
    """Return whether a bank disputes the payment of a refund, so that it can't be sent now."""
    return bool(session.scalar(select(Order.refunds_blocked).where(Order.id == refund.order_id)))


def block_refund(*, refund_id: int) -> None:
    """Have a refund that Stripe hasn't made wait until the dispute of its payment is decided."""
    refund = session.get_one(Refund, refund_id, with_for_update=True, populate_existing=True)
    if refund.stripe_id is None and refund.state in {RefundState.DUE, RefundState.SENT}:
        # Stripe repeats its answer to a key, so a refusal must not answer the next attempt.
        refund.state, refund.idempotency_key = RefundState.BLOCKED, token()
    session.flush()


def release_refund(*, refund_id: int) -> None:
    """Send a refund that waited for a dispute."""
    refund = session.get_one(Refund, refund_id, with_for_update=True, populate_existing=True)
    if refund.state is RefundState.BLOCKED:
        refund.state = RefundState.DUE
        defer("payments.pay_refund", refund_id=refund_id)
    session.flush()
