"""What guests paid, or still owe, for bookings after they booked: later charges, payment links, and in person."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import Integer, func, literal, null, or_, select, union_all
from sqlalchemy.orm import aliased

from app.bookings.enums import LATER_KINDS, LineKind, OrderState
from app.bookings.models.desk_payments import DeskPayment
from app.bookings.models.orders import Order, OrderLine
from app.bookings.models.refunds import Refund
from app.core import clock
from app.core.db import session


@dataclass(frozen=True, slots=True)
class LaterPayment:
    """A payment of what a booking left for later: by an order of its own, or in person. The tax comes on top."""

    booking_id: int
    order: Order | None
    desk_payment: DeskPayment | None
    cents: int
    tax_cents: int
    refunded_cents: int

    @property
    def is_open(self) -> bool:
        """Return whether it isn't paid yet."""
        return self.order is not None and self.order.state is OrderState.PENDING


def later_payments(booking_ids: Collection[int]) -> Sequence[LaterPayment]:
    """List what was paid for bookings later, and what is still to be charged, oldest first. One statement.

    Tips aren't part of it.
    """
    retry, is_tax = aliased(Refund), OrderLine.kind == LineKind.TAX
    charged = (
        select(
            OrderLine.booking_id.label("booking_id"),
            OrderLine.order_id.label("order_id"),
            literal(None, Integer).label("desk_payment_id"),
            func.coalesce(func.sum(OrderLine.amount_cents).filter(~is_tax), 0).label("cents"),
            func.coalesce(func.sum(OrderLine.amount_cents).filter(is_tax), 0).label("tax_cents"),
            func.min(Order.created_at).label("at"),
        )
        .join(Order, Order.id == OrderLine.order_id)
        .where(OrderLine.booking_id.in_(booking_ids), Order.kind.in_(LATER_KINDS))
        .where(
            or_(
                Order.state == OrderState.CONFIRMED,
                (Order.state == OrderState.PENDING) & (Order.held_until > clock.now()),
            )
        )
        .group_by(OrderLine.booking_id, OrderLine.order_id)
    )
    in_person = select(
        DeskPayment.booking_id, null(), DeskPayment.id, DeskPayment.amount_cents, literal(0), DeskPayment.at
    ).where(DeskPayment.booking_id.in_(booking_ids), DeskPayment.undone_at.is_(None), DeskPayment.amount_cents > 0)
    found = union_all(charged, in_person).subquery()
    refunded = (
        select(func.coalesce(func.sum(Refund.amount_cents), 0))
        .where(Refund.order_id == found.c.order_id, Refund.booking_id == found.c.booking_id)
        .where(~select(retry.id).where(retry.retries_id == Refund.id).exists())
        .correlate(found)
        .scalar_subquery()
    )
    rows = session.execute(
        select(found.c.booking_id, Order, DeskPayment, found.c.cents, found.c.tax_cents, refunded)
        .select_from(found)
        .outerjoin(Order, Order.id == found.c.order_id)
        .outerjoin(DeskPayment, DeskPayment.id == found.c.desk_payment_id)
        .order_by(found.c.at, found.c.order_id, found.c.desk_payment_id)
    )
    return [
        LaterPayment(booking_id, order, desk_payment, int(cents), int(tax), int(back))
        for booking_id, order, desk_payment, cents, tax, back in rows
    ]
