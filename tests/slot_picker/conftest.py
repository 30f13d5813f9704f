"""A venue with two team members, for tests of several services booked together."""

import pytest
from flask.testing import FlaskClient

from app.team.models import TeamMember
from app.venues.models import Venue
from tests.factories import make_member, make_venue


@pytest.fixture
def venue(client: FlaskClient) -> Venue:
    return make_venue(name="Hazel Bodywork")


@pytest.fixture
def june(venue: Venue) -> TeamMember:
    return make_member(venue)


@pytest.fixture
def priya(venue: Venue) -> TeamMember:
    return make_member(venue, name="Priya Raman")
