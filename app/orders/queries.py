from collections.abc import Mapping, Sequence

from sqlalchemy import func, select

from app.bookings.models.bookings import Booking
from app.bookings.models.orders import Order, OrderLine
from app.bookings.models.venue_orders import VenueOrder
from app.core.db import session
from app.credit.queries import ByVenue, balances_of
from app.orders.credit_plan import CreditPlan, Due, plan_credit
from app.venues.models import Venue


def due_by_booking(order_id: int) -> Sequence[Due]:
    """List what an order charges now for each booking, in the order of its lines. One statement."""
    rows = session.execute(
        select(OrderLine.booking_id, VenueOrder.venue_id, func.sum(OrderLine.due_now_cents))
        .outerjoin(Booking, Booking.id == OrderLine.booking_id)
        .outerjoin(VenueOrder, VenueOrder.id == Booking.venue_order_id)
        .where(OrderLine.order_id == order_id)
        .group_by(OrderLine.booking_id, VenueOrder.venue_id)
        .order_by(func.min(OrderLine.position))
    )
    return [Due(booking_id, venue_id, int(cents)) for booking_id, venue_id, cents in rows]


def credit_used_by(order: Order) -> ByVenue:
    """Return what an order uses of the guest's credit. One statement; none if it uses none."""
    if not order.credit_cents:
        return {None: 0}
    rows = session.execute(
        select(VenueOrder.venue_id, func.sum(OrderLine.venue_credit_cents))
        .join(Booking, Booking.venue_order_id == VenueOrder.id)
        .join(OrderLine, OrderLine.booking_id == Booking.id)
        .where(OrderLine.order_id == order.id, OrderLine.venue_credit_cents != 0)
        .group_by(VenueOrder.venue_id)
        .order_by(VenueOrder.venue_id)
    )
    found: dict[int | None, int] = {venue_id: int(cents) for venue_id, cents in rows}
    found[None] = order.credit_cents - sum(found.values())
    return found


def venues_with_credit(order: Order) -> Mapping[str, int]:
    """Return what an order uses of the guest's credit at venues, in cents by their names.

    One statement; none if it uses no credit.
    """
    if not order.credit_cents:
        return {}
    rows = session.execute(
        select(Venue.name, func.sum(OrderLine.venue_credit_cents))
        .join(VenueOrder, VenueOrder.venue_id == Venue.id)
        .join(Booking, Booking.venue_order_id == VenueOrder.id)
        .join(OrderLine, OrderLine.booking_id == Booking.id)
        .where(OrderLine.order_id == order.id, OrderLine.venue_credit_cents != 0)
        .group_by(Venue.name)
        .order_by(Venue.name)
    )
    return {name: int(cents) for name, cents in rows}


def credit_for(order: Order) -> CreditPlan:
    """Return what the guest's credit can pay of a pending order. Two statements, or three if it uses some already."""
    balances = dict(balances_of(order.user_id)) if order.user_id is not None else {}
    for venue_id, cents in credit_used_by(order).items():
        balances[venue_id] = balances.get(venue_id, 0) + cents
    return plan_credit(due_by_booking(order.id), balances)


def last_phone(user_id: int) -> str:
    """Return the phone number of a guest's newest order that has one, or an empty string. One statement."""
    newest = select(Order.phone).where(Order.user_id == user_id, Order.phone != "").order_by(Order.id.desc()).limit(1)
    return session.scalar(newest) or ""
