"""A fixture: a venue's week, with its owner logged in."""

from datetime import date

import pytest
from flask.testing import FlaskClient

from app.accounts.models import User
from app.core.db import session
from app.hours.queries import week_of
from app.venues.models import Venue
from tests.factories import make_venue
from tests.support import sign_in

TODAY = date(2026, 5, 14)
NAMES = ("sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday")


@pytest.fixture
def venue(client: FlaskClient) -> Venue:
    """A venue in Portland, open from 10 AM to 8 PM on Tuesdays and Wednesdays."""
    found = make_venue(weekdays=(1, 2))
    sign_in(client, session.get_one(User, found.owner_id))
    return found


def now(venue: Venue) -> dict[int, list[tuple[int, int]]]:
    session.expire_all()
    return week_of(venue)
