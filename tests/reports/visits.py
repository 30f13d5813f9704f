"""Past bookings for tests: completed, no-show, or canceled."""

from datetime import date, datetime, timedelta

from sqlalchemy.dialects.postgresql import Range

from app.availability.enums import ReservationKind, ReservationState
from app.availability.models import Block, Reservation
from app.bookings.enums import BookingState
from app.bookings.models.bookings import Booking
from app.catalog.models import Service
from app.core.db import session
from app.team.models import TeamMember
from app.venues.models import Resource, Venue
from tests.factories import add, make_booking
from tests.support import utc

# The venue of these tests is older than all periods in them.
LONG_AGO = utc("2024-01-01 12:00")
# Monday to Sunday in May, before NOW.
WEEK = date(2026, 5, 4), date(2026, 5, 10)


def visit(
    service: Service, at: datetime, *members: TeamMember, state: BookingState = BookingState.COMPLETED, **values: object
) -> Booking:
    """Make a booking with these team members, or on the first lanes of a room, with reservations as at checkout."""
    quantity = len(members) or values.pop("quantity", 1)
    booking = make_booking(service, at, state=state, quantity=quantity, **values)
    places = [(member.resource_id, 1) for member in members] or [(service.resource_id, n + 1) for n in range(quantity)]
    for resource_id, lane in places:
        reserve(resource_id, around(booking), lane=lane, booking_id=booking.id)
    return booking


def around(booking: Booking) -> tuple[datetime, datetime]:
    """Return the range of a booking with its buffers."""
    return (
        booking.starts_at - timedelta(minutes=booking.buffer_before_minutes),
        booking.ends_at + timedelta(minutes=booking.buffer_after_minutes),
    )


def reserve(
    resource_id: int, span: tuple[datetime, datetime], *, lane: int = 1, booking_id: int | None = None, **values: object
) -> Reservation:
    """Reserve time for a booking, or as a block by the venue if there is none."""
    if booking_id is None:
        venue_id = session.get_one(Resource, resource_id).venue_id
        values["block_id"] = add(Block(venue_id=venue_id, begins=span[0], ends=span[1])).id
    return add(
        Reservation(
            resource_id=resource_id,
            lane=lane,
            during=Range(*span, bounds="[)"),
            kind=ReservationKind.BOOKING if booking_id else ReservationKind.BLOCK,
            state=ReservationState.CONFIRMED,
            booking_id=booking_id,
            **values,
        )
    )


def age(venue: Venue, since: datetime = LONG_AGO) -> Venue:
    venue.created_at = since
    return venue
