"""The team members who served a guest in completed bookings."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import joinedload

from app.availability.enums import ReservationState
from app.availability.models import Reservation
from app.bookings.enums import BookingState
from app.bookings.models.bookings import Booking
from app.bookings.models.orders import Order
from app.bookings.models.venue_orders import VenueOrder
from app.core.db import session
from app.team.models import TeamMember
from app.venues.models import Venue


def members_who_served(user_id: int) -> Sequence[tuple[TeamMember, Venue]]:
    """List the team members, not former ones, who served a guest, each with the venue and photo. One statement."""
    return _served(Order.user_id == user_id)


def members_who_performed(booking: Booking) -> Sequence[tuple[TeamMember, Venue]]:
    """List the team members, not former ones, of a completed booking, each with the venue. One statement, or none."""
    return _served(Booking.id == booking.id) if booking.state is BookingState.COMPLETED else []


def _served(which: ColumnElement[bool]) -> Sequence[tuple[TeamMember, Venue]]:
    done = (
        select(Reservation.resource_id)
        .join(Booking, Booking.id == Reservation.booking_id)
        .join(VenueOrder, VenueOrder.id == Booking.venue_order_id)
        .join(Order, Order.id == VenueOrder.order_id)
        .where(which, Booking.state == BookingState.COMPLETED, Reservation.state == ReservationState.CONFIRMED)
    )
    rows = session.execute(
        select(TeamMember, Venue)
        .join(Venue, Venue.id == TeamMember.venue_id)
        .where(TeamMember.resource_id.in_(done), TeamMember.removed_at.is_(None))
        .order_by(Venue.name, TeamMember.position)
        .options(joinedload(TeamMember.photo))
    )
    return [(member, venue) for member, venue in rows]
