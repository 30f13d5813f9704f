"""Fixtures for the front desk: a venue with its owner logged in, and form data."""

import pytest
from flask.testing import FlaskClient

from app.accounts.models import User
from app.catalog.models import Service
from app.core.db import session
from app.team.models import TeamMember
from app.venues.models import Venue
from tests.factories import make_member, make_service, make_venue
from tests.support import sign_in, utc

AT = utc("2026-05-14 20:00")  # today, 1 PM in Portland


@pytest.fixture
def venue(client: FlaskClient) -> Venue:
    """Return a venue whose owner is logged in."""
    made = make_venue(name="Hazel Bodywork")
    sign_in(client, session.get_one(User, made.owner_id))
    return made


@pytest.fixture
def june(venue: Venue) -> TeamMember:
    return make_member(venue)


@pytest.fixture
def massage(venue: Venue, june: TeamMember) -> Service:
    service = make_service(venue, members=[june])
    session.commit()
    return service


def typed(service: Service, more: dict[str, str] | None = None, **also: str) -> dict[str, str]:
    known = {"service": service.slug, "member": "", "day": "2026-05-14", "time": "13:00", "quantity": "1"}
    return {**known, "guest": "Mr. Hale", "settled_by": "unpaid", **also, **(more or {})}
