from collections.abc import Sequence

from sqlalchemy import select

from app.bookings.enums import RefundState
from app.bookings.models import Booking, BookingItem, Order, Refund
from app.db import session
from app.payments.enums import PaymentState
from app.payments.models import Payment


def open_payment(order_id: int) -> Payment | None:
    """The attempt that the person may still be paying. At most one an order."""
    return session.scalar(
        select(Payment)
        .where(Payment.order_id == order_id, Payment.state == PaymentState.OPEN)
        .execution_options(populate_existing=True)
    )


def paid_payment(order_id: int) -> Payment | None:
    return session.scalar(select(Payment).where(Payment.order_id == order_id, Payment.state == PaymentState.PAID))


def order_id_of(reference: str) -> int | None:
    """The order that a payment page names, by its public id."""
    return session.scalar(select(Order.id).where(Order.public_id == reference))


def payment_of_refund(refund_id: int) -> Payment | None:
    """The payment that a refund gives back from."""
    return session.scalar(
        select(Payment)
        .join(Booking, Booking.order_id == Payment.order_id)
        .join(BookingItem, BookingItem.booking_id == Booking.id)
        .join(Refund, Refund.item_id == BookingItem.id)
        .where(Refund.id == refund_id, Payment.state == PaymentState.PAID)
    )


def unsent_refunds(*, limit: int = 100) -> Sequence[int]:
    """Ids of refunds that are due or were sent without an answer."""
    return session.scalars(
        select(Refund.id)
        .where(Refund.state.in_((RefundState.DUE, RefundState.SENT)), Refund.stripe_id.is_(None))
        .order_by(Refund.id)
        .limit(limit)
    ).all()
