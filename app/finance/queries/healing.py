"""Which of our records a movement at Stripe may be about, if the ledger lacks it."""

from collections.abc import Sequence

from sqlalchemy import or_, select

from app.bookings.enums import RefundState
from app.bookings.models.orders import Order
from app.bookings.models.refunds import Refund
from app.core.db import session
from app.finance.models import StripeTransaction
from app.payments.enums import PaymentState
from app.payments.models import Payment
from app.payouts.enums import TransferState
from app.payouts.models import Transfer, TransferReversal


def orders_of_charge(moved: StripeTransaction) -> Sequence[int]:
    """Return the order of a charge, if it has a payment page that isn't settled."""
    query = (
        select(Payment.order_id)
        .join(Order, Order.id == Payment.order_id)
        .where(Order.public_id == moved.reference, Payment.state != PaymentState.PAID, Payment.mismatch == "")
    )
    return session.scalars(query.distinct()).all()


def refunds_underway(moved: StripeTransaction) -> Sequence[int]:
    """Return the refunds of a payment that were sent without a response."""
    query = (
        select(Refund.id)
        .join(Payment, Payment.order_id == Refund.order_id)
        .where(
            or_(Payment.payment_intent_id == moved.intent_id, Payment.charge_id == moved.intent_id),
            Refund.amount_cents == -moved.amount_cents,
            Refund.state == RefundState.SENT,
            Refund.stripe_id.is_(None),
        )
    )
    return session.scalars(query).all() if moved.intent_id else []


def transfer_underway(moved: StripeTransaction) -> Sequence[int]:
    """Return the transfer that was sent without a response."""
    query = select(Transfer.id).where(Transfer.public_id == moved.reference, Transfer.state == TransferState.SENT)
    return session.scalars(query).all()


def reversal_underway(moved: StripeTransaction) -> Sequence[int]:
    """Return the reversal that was sent without a response."""
    ours = TransferReversal.idempotency_key == moved.reference, TransferReversal.state == TransferState.SENT
    return session.scalars(select(TransferReversal.id).where(*ours)).all()
