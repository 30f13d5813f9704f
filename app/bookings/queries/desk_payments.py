"""What is still due for bookings, and what guests paid for them in person."""

from collections.abc import Collection, Sequence

from sqlalchemy import case, func, select
from sqlalchemy.orm import joinedload

from app.bookings.enums import AT_VENUE, LineKind, OrderKind, OrderState
from app.bookings.errors import BookingErrorCode
from app.bookings.models.bookings import Booking
from app.bookings.models.desk_payments import DeskPayment
from app.bookings.models.orders import Order, OrderLine
from app.bookings.models.venue_orders import VenueOrder
from app.core.db import session
from app.core.errors import NotFound

# What guests have paid for a booking in person.
IN_PERSON = (
    select(func.coalesce(func.sum(DeskPayment.amount_cents), 0))
    .where(DeskPayment.booking_id == Booking.id, DeskPayment.undone_at.is_(None))
    .correlate(Booking)
    .scalar_subquery()
)
# What they paid for it at links of the front desk, without tax and tips.
AT_LINKS = (
    select(func.coalesce(func.sum(OrderLine.amount_cents), 0))
    .join(Order, Order.id == OrderLine.order_id)
    .where(OrderLine.booking_id == Booking.id, Order.pay_key.is_not(None), Order.state == OrderState.CONFIRMED)
    .where(OrderLine.kind != LineKind.TAX, Order.kind != OrderKind.TIP)
    .correlate(Booking)
    .scalar_subquery()
)


def due_by_booking(booking_ids: Collection[int]) -> dict[int, int]:
    """Return what is still due for these bookings in cents, by id. One statement.

    For a booking from the front desk, it is the price less all payments. For one from online, it is what it left for
    later.
    """
    left = func.greatest(0, Booking.price_cents - IN_PERSON - AT_LINKS)
    rows = session.execute(
        select(Booking.id, case((Order.kind.in_(AT_VENUE), left), else_=Booking.later_cents))
        .join(VenueOrder, VenueOrder.id == Booking.venue_order_id)
        .join(Order, Order.id == VenueOrder.order_id)
        .where(Booking.id.in_(booking_ids))
    )
    return {booking_id: int(cents) for booking_id, cents in rows}


def due_cents(booking_id: int) -> int:
    """Return what is still due for a booking, in cents."""
    return due_by_booking([booking_id]).get(booking_id, 0)


def paid_in_person(booking_ids: Collection[int]) -> int:
    """Return what guests paid for these bookings in person, in cents, without tips. One statement."""
    paid = select(func.coalesce(func.sum(DeskPayment.amount_cents), 0))
    return session.scalars(paid.where(DeskPayment.booking_id.in_(booking_ids), DeskPayment.undone_at.is_(None))).one()


def desk_payments_of(booking_ids: Collection[int], *, with_undone: bool = False) -> Sequence[DeskPayment]:
    """List the payments in person for bookings, oldest first, with who recorded them. One statement."""
    query = select(DeskPayment).where(DeskPayment.booking_id.in_(booking_ids)).order_by(DeskPayment.id)
    if not with_undone:
        query = query.where(DeskPayment.undone_at.is_(None))
    return session.scalars(query.options(joinedload(DeskPayment.user))).all()


def desk_payment_of(booking_id: int, payment_id: int) -> DeskPayment:
    """Return a payment in person for a booking. Raises NotFound."""
    found = session.scalar(
        select(DeskPayment).where(DeskPayment.booking_id == booking_id, DeskPayment.id == payment_id)
    )
    if found is None:
        raise NotFound(BookingErrorCode.NO_SUCH_DESK_PAYMENT)
    return found
