"""Find the guest's other bookings that a new time of a booking leaves no time for."""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import contains_eager, joinedload

from app.bookings.models import BookingItem, Order, VenueOrder
from app.bookings.visits import STANDS, Visit
from app.cart.journeys import Clash, Stop, clashes
from app.db import session
from app.venues.models import Venue

# Bookings further away in time are never worth a warning, whatever the way between the venues takes.
NEAR = timedelta(days=1)


def clashes_at(visit: Visit, starts_at: datetime, ends_at: datetime) -> list[Clash]:
    """Return how a booking at a new time (UTC) would clash with its guest's other bookings. One statement."""
    if visit.order.user_id is None:
        return []
    others = session.scalars(
        select(BookingItem)
        .join(BookingItem.venue_order)
        .join(VenueOrder.order)
        .where(
            Order.user_id == visit.order.user_id,
            BookingItem.id != visit.item.id,
            BookingItem.state.in_(STANDS),
            BookingItem.starts_at < ends_at + NEAR,
            BookingItem.ends_at > starts_at - NEAR,
        )
        .order_by(BookingItem.starts_at, BookingItem.id)
        .options(contains_eager(BookingItem.venue_order).options(joinedload(VenueOrder.venue, innerjoin=True)))
    ).all()
    wanted = _stop(visit.item, visit.venue, starts_at, ends_at)
    return [
        found
        for other in others
        for found in clashes([_stop(other, other.venue_order.venue, other.starts_at, other.ends_at), wanted])
    ]


def _stop(item: BookingItem, venue: Venue, begins: datetime, ends: datetime) -> Stop:
    latitude, longitude = venue.position
    return Stop(item.title, venue.id, venue.name, latitude, longitude, begins, ends)
