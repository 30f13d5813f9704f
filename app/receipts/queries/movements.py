"""A guest's payments and refunds."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import false, func, literal, or_, select, union_all

from app.bookings.enums import OrderKind, RefundSource, RefundState
from app.bookings.models.bookings import Booking
from app.bookings.models.orders import Order, OrderLine
from app.bookings.models.refunds import Refund
from app.bookings.models.venue_orders import VenueOrder
from app.bookings.queries.orders import PAID_FOR
from app.core.db import session
from app.passes.models import Pass
from app.payments.enums import PaymentState
from app.payments.models import Payment
from app.venues.models import Venue

PAGE = 25
# Refunds that moved no money, or not yet.
NOT_MOVED = (RefundState.FAILED, RefundState.BLOCKED)


@dataclass(frozen=True, slots=True)
class Movement:
    """A payment of a guest, or a refund, which is negative. `venues` is empty for a gift card."""

    order_code: str
    at: datetime
    cents: int
    is_credit: bool
    is_charged_back: bool
    venues: str


def movements_of(user_id: int, *, page: int) -> tuple[Sequence[Movement], bool]:
    """Return a page of a user's payments and refunds, newest first, and whether there are more. One statement."""
    settled_at = func.coalesce(Order.settled_at, Order.created_at)
    for_guests = Order.kind != OrderKind.INVOICE  # an owner finds what they paid for their venue there
    paid = (
        select(
            Order.id.label("order_id"),
            func.coalesce(Payment.paid_at, settled_at).label("at"),
            Payment.amount_cents.label("cents"),
            false().label("is_credit"),
            false().label("is_charged_back"),
            literal(0).label("refund_id"),
            literal(0).label("booking_id"),
        )
        .join(Payment, Payment.order_id == Order.id)
        .where(Order.user_id == user_id, Payment.state == PaymentState.PAID, Payment.amount_cents > 0, for_guests)
    )
    credit = select(Order.id, settled_at, Order.credit_cents, literal(True), false(), literal(0), literal(0)).where(
        Order.user_id == user_id, Order.state.in_(PAID_FOR), Order.credit_cents > 0
    )
    back = (
        select(
            Order.id,
            func.coalesce(Refund.ended_at, Refund.created_at),
            -Refund.amount_cents,
            or_(Refund.source != RefundSource.CARD, Refund.is_kept),
            Refund.dispute_id.is_not(None),
            Refund.id,
            func.coalesce(Refund.booking_id, 0),
        )
        .join(Refund, Refund.order_id == Order.id)
        .where(Order.user_id == user_id, Refund.state.not_in(NOT_MOVED), for_guests)
    )
    moved = union_all(paid, credit, back).subquery()
    names = (
        select(func.string_agg(Venue.name.distinct(), ", "))
        .select_from(OrderLine)
        .outerjoin(Booking, Booking.id == OrderLine.booking_id)
        .outerjoin(VenueOrder, VenueOrder.id == Booking.venue_order_id)
        .outerjoin(Pass, Pass.order_id == OrderLine.order_id)
        .join(Venue, Venue.id == func.coalesce(VenueOrder.venue_id, Pass.venue_id))
        .where(OrderLine.order_id == moved.c.order_id)
        .where(or_(moved.c.booking_id == 0, OrderLine.booking_id == moved.c.booking_id))
        .correlate(moved)
        .scalar_subquery()
    )
    columns = moved.c.at, moved.c.cents, moved.c.is_credit, moved.c.is_charged_back, func.coalesce(names, "")
    rows = session.execute(
        select(Order.public_id, *columns)
        .join(Order, Order.id == moved.c.order_id)
        .order_by(moved.c.at.desc(), moved.c.order_id.desc(), moved.c.refund_id.desc(), moved.c.is_credit)
        .offset((page - 1) * PAGE)
        .limit(PAGE + 1)
    )
    found = [Movement(*row) for row in rows]
    return found[:PAGE], len(found) > PAGE
