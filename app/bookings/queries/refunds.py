"""Refunds, and what can still be refunded."""

from collections.abc import Sequence

from sqlalchemy import func, select

from app.bookings.enums import AT_VENUE, RefundState
from app.bookings.models.bookings import Booking
from app.bookings.models.orders import Order, OrderLine
from app.bookings.models.refunds import Refund, not_retried
from app.bookings.queries.orders import PAID_FOR
from app.core.db import session


def refunds_of(order_id: int) -> Sequence[Refund]:
    """List the refunds of an order, oldest first, without failed ones that were retried. One statement."""
    return not_retried(session.scalars(select(Refund).where(Refund.order_id == order_id).order_by(Refund.id)).all())


def refundable_cents(booking: Booking) -> int:
    """Return how much of the payments for a booking has not been refunded, in cents. One statement.

    A failed refund still counts as refundable. Zero for bookings from the front desk: we never had that money.
    """
    return sum(cents for _, cents in refundable_by_order(booking))


def refundable_of(bookings: Sequence[Booking]) -> dict[int, int]:
    """Return the same for several bookings, by id; those of which nothing was paid are missing. One statement."""
    ids = [booking.id for booking in bookings]
    refunded = (
        select(Refund.booking_id, func.sum(Refund.amount_cents).label("cents"))
        .where(Refund.booking_id.in_(ids), Refund.state != RefundState.FAILED)
        .group_by(Refund.booking_id)
        .subquery()
    )
    rows = session.execute(
        select(OrderLine.booking_id, func.sum(OrderLine.due_now_cents) - func.coalesce(func.max(refunded.c.cents), 0))
        .join(Order, Order.id == OrderLine.order_id)
        .outerjoin(refunded, refunded.c.booking_id == OrderLine.booking_id)
        .where(OrderLine.booking_id.in_(ids), Order.state.in_(PAID_FOR), Order.kind.not_in(AT_VENUE))
        .group_by(OrderLine.booking_id)
    )
    return {booking_id: max(0, int(cents)) for booking_id, cents in rows if booking_id is not None}


def refundable_by_order(booking: Booking) -> list[tuple[int, int]]:
    """List the refundable cents of a booking by the order that paid: (order id, cents), newest order first.

    One statement. The same rules apply as for `refundable_cents`.
    """
    refunded = (
        select(func.coalesce(func.sum(Refund.amount_cents), 0))
        .where(Refund.booking_id == booking.id, Refund.order_id == Order.id, Refund.state != RefundState.FAILED)
        .correlate(Order)
        .scalar_subquery()
    )
    rows = session.execute(
        select(Order.id, func.sum(OrderLine.due_now_cents) - refunded)
        .join(OrderLine, OrderLine.order_id == Order.id)
        .where(OrderLine.booking_id == booking.id, Order.state.in_(PAID_FOR), Order.kind.not_in(AT_VENUE))
        .group_by(Order.id)
        .order_by(Order.id.desc())
    )
    return [(order_id, int(cents)) for order_id, cents in rows]


def refund_of(refund_id: int) -> Refund:
    return session.get_one(Refund, refund_id)
