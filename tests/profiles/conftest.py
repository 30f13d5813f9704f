from dataclasses import dataclass
from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from app.accounts.models import User
from app.bookings.enums import BookingState, OrderState
from app.bookings.models.bookings import Booking
from app.catalog.models import Service
from app.core.db import session
from app.guests.models import Guest
from app.team.models import TeamMember
from app.venues.models import Venue
from tests.factories import (
    add,
    make_booking,
    make_member,
    make_order,
    make_service,
    make_user,
    make_venue,
    make_venue_order,
)
from tests.support import NOW


@dataclass(frozen=True)
class Visit:
    """A venue with a guest who booked there online for tomorrow."""

    client: FlaskClient
    venue: Venue
    owner: User
    member: TeamMember
    service: Service
    guest: User
    record: Guest
    booking: Booking

    @property
    def panel(self) -> str:
        """Return the page of the calendar with the booking's panel."""
        day = self.booking.starts_at.astimezone(self.venue.zone).date()
        return self.client.get(f"/calendar/?day={day}&booking={self.booking.public_id}").text

    @property
    def guest_page(self) -> str:
        return self.client.get(f"/venue/guests/{self.record.public_id}").text


@pytest.fixture
def visit(client: FlaskClient) -> Visit:
    venue = make_venue()
    member = make_member(venue)
    service = make_service(venue, members=[member])
    guest = make_user(name="Robin Vale")
    record = add(Guest(venue_id=venue.id, user_id=guest.id, name=guest.name))
    order = make_order(user=guest, state=OrderState.CONFIRMED)
    make_venue_order(order, venue.id, guest_id=record.id)
    booking = make_booking(
        service, NOW + timedelta(days=1), order=order, served_by=member.name, state=BookingState.CONFIRMED
    )
    session.commit()
    return Visit(client, venue, session.get_one(User, venue.owner_id), member, service, guest, record, booking)
