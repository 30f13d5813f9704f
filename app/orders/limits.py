"""Limits at checkout, and counts of what an account has booked or holds."""

from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import and_, func, or_, select

from app.bookings.enums import UPCOMING_STATES, BookingState, OrderKind, OrderState
from app.bookings.models.bookings import Booking
from app.bookings.models.orders import Order
from app.bookings.models.venue_orders import VenueOrder
from app.core import clock
from app.core.db import session

HOLD_DURATION = timedelta(minutes=30)


def upcoming_count(*, venue_id: int, user_id: int, except_bookings: Collection[int] = ()) -> int:
    """Count an account's upcoming bookings at a venue, including unpaid holds, without those in `except_bookings`.

    One statement.
    """
    query = (
        select(func.count(Booking.id))
        .join(VenueOrder, VenueOrder.id == Booking.venue_order_id)
        .join(Order, Order.id == VenueOrder.order_id)
        .where(
            VenueOrder.venue_id == venue_id,
            Order.user_id == user_id,
            or_(
                Booking.state.in_(UPCOMING_STATES),
                and_(Booking.state == BookingState.HELD, Order.held_until > clock.now()),
            ),
            Booking.starts_at > clock.now(),
            Booking.id.not_in(except_bookings),
        )
    )
    return session.scalar(query) or 0


def held_count(*, venue_id: int, user_id: int, except_bookings: Collection[int] = ()) -> int:
    """Count the spots at a venue that an account holds and has not paid for, without those in `except_bookings`.

    One statement.
    """
    query = (
        select(func.coalesce(func.sum(Booking.quantity), 0))
        .join(VenueOrder, VenueOrder.id == Booking.venue_order_id)
        .join(Order, Order.id == VenueOrder.order_id)
        .where(
            VenueOrder.venue_id == venue_id,
            Order.user_id == user_id,
            Booking.state == BookingState.HELD,
            Order.held_until > clock.now(),
            Booking.id.not_in(except_bookings),
        )
    )
    return session.scalar(query) or 0


def unpaid_checkouts(user_id: int, *, since: datetime) -> int:
    """Count an account's cart orders created after `since` that held times and expired unpaid. One statement."""
    query = select(func.count(Order.id)).where(
        Order.user_id == user_id,
        Order.state == OrderState.EXPIRED,
        Order.kind == OrderKind.CART,
        Order.created_at > since,
    )
    return session.scalar(query) or 0
