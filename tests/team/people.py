"""A team whose owner is logged in, and its pages as visitors read them."""

import re

import pytest
from flask.testing import FlaskClient

from app.accounts.models import User
from app.availability.actions import Claim, book
from app.bookings.enums import BookingState
from app.bookings.models.bookings import Booking
from app.catalog.models import Service
from app.core.db import session
from app.team.models import TeamMember
from app.team.queries import members_of
from app.venues.models import Venue
from tests.factories import make_booking, make_member, make_service, make_venue
from tests.support import sign_in, utc

HTMX = {"HX-Request": "true", "HX-Request-Type": "partial"}
AT = utc("2026-05-15 18:00")  # Friday, 11 AM in Portland
NASTY = '<img src=x onerror="alert(1)">'
OTHER_SCRIPTS = ("春子 山本", "Зоя Ким", "ایران دخت", "Ñandú Ødegård", "W" * 80)


@pytest.fixture
def venue(client: FlaskClient) -> Venue:
    venue = make_venue()
    sign_in(client, session.get_one(User, venue.owner_id))
    return venue


@pytest.fixture
def june(venue: Venue) -> TeamMember:
    return make_member(venue, name="June Castellano", slug="june")


@pytest.fixture
def massage(venue: Venue, june: TeamMember) -> Service:
    return make_service(venue, members=[june], title="Unwinding massage", slug="massage")


def team(venue: Venue) -> list[str]:
    session.expire_all()
    return [member.name for member in members_of(venue)]


def booked(service: Service, member: TeamMember, at: object = AT) -> Booking:
    booking = make_booking(service, at, state=BookingState.CONFIRMED, served_by=member.name)  # type: ignore[arg-type]
    book(claims=[Claim(booking.id, booking.option_id, booking.starts_at, 1, member.id)])
    session.commit()
    return booking


def seen(page: str) -> str:
    found = re.search(r'name="seen"[^>]*value="([^"]*)"', page)
    assert found is not None
    return found[1]


def words(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())
