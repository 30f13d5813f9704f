"""Bookings with two team members, and helpers that reschedule them."""

from datetime import datetime, timedelta

import pytest

from app.availability.actions import Claim, book
from app.availability.models import Reservation
from app.bookings.enums import BookingState
from app.bookings.models.bookings import Booking
from app.bookings.models.reschedules import Reschedule
from app.catalog.models import Service
from app.core.db import session
from app.rescheduling.actions.by_venue import reschedule_by_venue
from app.rescheduling.actions.slot_choice import Destination
from app.team.models import TeamMember
from app.venues.models import Venue
from tests.factories import make_booking, make_member, make_service, make_venue
from tests.support import utc

AT = utc("2026-05-15 18:00")  # Friday, 11 AM in Portland
HOUR = timedelta(hours=1)


@pytest.fixture
def venue() -> Venue:
    return make_venue()


@pytest.fixture
def june(venue: Venue) -> TeamMember:
    return make_member(venue, name="June Castellano", slug="june")


@pytest.fixture
def priya(venue: Venue) -> TeamMember:
    return make_member(venue, name="Priya Raman", slug="priya")


@pytest.fixture
def massage(venue: Venue, june: TeamMember, priya: TeamMember) -> Service:
    return make_service(venue, members=[june, priya])


def booked(
    service: Service, *members: TeamMember, at: datetime = AT, chosen: bool = False, **values: object
) -> Booking:
    """Return a confirmed booking with these team members, or with `quantity` spots in a room."""
    names = " and ".join(member.name for member in members)
    quantity = values.pop("quantity", len(members) or 1)
    given = {"state": BookingState.CONFIRMED, "served_by": names, "member_id": members[0].id if chosen else None}
    booking = make_booking(service, at, quantity=quantity, **{**given, **values})  # type: ignore[arg-type]
    claims = [Claim(booking.id, booking.option_id, booking.starts_at, 1, member.id) for member in members]
    for claim in claims or [Claim(booking.id, booking.option_id, booking.starts_at, booking.quantity)]:
        book(claims=[claim])
    session.commit()
    return booking


def to(at: datetime, hours: float = 1, **values: int) -> Destination:
    return Destination(at, at + hours * HOUR, **values)


def moved(booking: Booking, destination: Destination, **values: object) -> Reschedule:
    return reschedule_by_venue(booking_id=booking.id, to=destination, **{"sequence": booking.sequence, **values})  # type: ignore[arg-type]


def taken(booking: Booking) -> list[tuple[int, int, datetime, datetime]]:
    """Return a booking's reservations: resource, lane, start and end."""
    rows = (
        session.query(Reservation).filter_by(booking_id=booking.id).order_by(Reservation.resource_id, Reservation.lane)
    )
    return [(row.resource_id, row.lane, row.begins, row.ends) for row in rows]
