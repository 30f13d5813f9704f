import pytest
from flask.testing import FlaskClient

from app.catalog.models import Service
from app.core.db import session
from app.team.models import TeamMember
from app.venues.models import Venue
from tests.factories import make_member, make_service, make_venue


@pytest.fixture
def june(client: FlaskClient) -> TeamMember:
    return make_member(make_venue(name="Hazel Bodywork", minimum_notice_minutes=0))


@pytest.fixture
def massage(june: TeamMember) -> Service:
    """Create a one-hour service by June, who works from 10 AM to 8 PM."""
    venue = session.get_one(Venue, june.venue_id)
    service = make_service(venue, members=[june], price_cents=11000)
    session.refresh(service, ["performers"])
    session.commit()
    return service
