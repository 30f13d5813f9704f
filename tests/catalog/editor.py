"""An owner's services, and their forms as a browser submits them."""

import re
from collections.abc import Sequence
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.accounts.models import User
from app.availability.actions import Claim, book
from app.bookings.enums import BookingState
from app.bookings.models.bookings import Booking
from app.catalog.models import Service
from app.catalog.queries import all_services
from app.core.db import session
from app.team.models import TeamMember
from app.venues.models import Venue
from tests.factories import make_booking, make_member, make_venue
from tests.support import sign_in, utc

HTMX = {"HX-Request": "true", "HX-Request-Type": "partial"}
AT = utc("2026-05-19 20:00")  # Tuesday, 1 PM in Portland
HOME = "/venue/services/"
PRICE = "Enter a price in dollars, like 110 or 110.50. Enter 0 if it’s free."
NASTY = '<script>alert("x")</script>'


@pytest.fixture
def venue(client: FlaskClient) -> Venue:
    venue = make_venue(slug="hazel-bodywork")
    sign_in(client, session.get_one(User, venue.owner_id))
    return venue


@pytest.fixture
def june(venue: Venue) -> TeamMember:
    member = make_member(venue)
    session.commit()
    return member


def kept(venue: Venue) -> Sequence[Service]:
    session.expire_all()
    return all_services(venue)


def typed(**values: str) -> dict[str, str]:
    usual = {
        "title": "Unwinding massage",
        "category": "massage",
        "length-0": "60",
        "price-0": "$110",
        "buffer_after_minutes": "15",
        "max_quantity": "1",
        "active": "y",
    }
    return {**usual, **values}


def shown_by(page: str) -> dict[str, str]:
    """Return the values that a browser would submit for the form as shown."""
    form = page.split('id="service-form"', 1)[1].split('id="photo"', 1)[0]
    found = dict(re.findall(r'<input[^>]* name="([^"]+)"[^>]* value="([^"]*)"', form))
    boxes = re.findall(r'<input[^>]*type="checkbox"[^>]*>', form)
    for box in boxes:
        name = re.findall(r'name="([^"]+)"', box)[0]
        if " checked" in box:
            found[name] = "y"
        else:
            found.pop(name, None)
    for name, options in re.findall(r'<select[^>]* name="([^"]+)"[^>]*>(.*?)</select>', form, re.DOTALL):
        found[name] = re.findall(r'<option selected value="([^"]*)"', options)[0]
    for name, text in re.findall(r'<textarea[^>]* name="([^"]+)"[^>]*>\s*(.*?)</textarea>', form, re.DOTALL):
        found[name] = text
    return found


def edited(client: FlaskClient, service: Service, **changed: str | None) -> TestResponse:
    """Open the form, change some of its values, and save."""
    path = f"{HOME}{service.slug}/edit"
    form = {**shown_by(client.get(path).text), **changed}
    return client.post(path, data={name: value for name, value in form.items() if value is not None})


def errors(page: str) -> list[str]:
    """Return the messages of the error summary, without the names of the fields."""
    return re.findall(
        r'<li><a href="#[^"]+">(?:[^:<]{1,40}: )?(.*?)</a></li>', page.split('class="error-summary"', 1)[1]
    )


def book_it(service: Service, *, quantity: int = 1, hours: int = 0) -> Booking:
    booking = make_booking(service, AT + timedelta(hours=hours), quantity=quantity, state=BookingState.CONFIRMED)
    book(claims=[Claim(booking.id, booking.option_id, booking.starts_at, quantity)])
    session.commit()
    return booking


def columns(service: Service) -> dict[str, object]:
    return {column.name: getattr(service, column.name) for column in Service.__table__.columns}
