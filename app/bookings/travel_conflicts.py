"""Conflicts between a booking's new time and the guest's other bookings."""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import contains_eager, joinedload

from app.bookings.enums import UPCOMING_STATES
from app.bookings.models.bookings import Booking
from app.bookings.models.orders import Order
from app.bookings.models.venue_orders import VenueOrder
from app.cart.travel_time import Leg, TravelConflict, travel_conflicts
from app.core.db import session
from app.venues.models import Venue

# Bookings farther apart than this are never worth a warning, regardless of the travel time between the venues.
NEAR = timedelta(days=1)


def travel_conflicts_at(booking: Booking, starts_at: datetime, ends_at: datetime) -> list[TravelConflict]:
    """List the conflicts of a booking at a new time (UTC) with the guest's other bookings. One statement."""
    if booking.order.user_id is None:
        return []
    others = session.scalars(
        select(Booking)
        .join(Booking.venue_order)
        .join(VenueOrder.order)
        .where(
            Order.user_id == booking.order.user_id,
            Booking.id != booking.id,
            Booking.state.in_(UPCOMING_STATES),
            Booking.starts_at < ends_at + NEAR,
            Booking.ends_at > starts_at - NEAR,
        )
        .order_by(Booking.starts_at, Booking.id)
        .options(contains_eager(Booking.venue_order).options(joinedload(VenueOrder.venue, innerjoin=True)))
    ).all()
    wanted = _leg(booking, booking.venue, starts_at, ends_at)
    return [
        found
        for other in others
        for found in travel_conflicts([_leg(other, other.venue_order.venue, other.starts_at, other.ends_at), wanted])
    ]


def _leg(booking: Booking, venue: Venue, begins: datetime, ends: datetime) -> Leg:
    latitude, longitude = venue.position
    return Leg(booking.title, venue.id, venue.name, latitude, longitude, begins, ends, venue.zone)
