import pytest
from flask.testing import FlaskClient

from app.accounts.models import User
from app.catalog.models import Service
from app.core.db import session
from tests.bookings.days import make_day
from tests.factories import make_service, make_user, make_venue
from tests.support import sign_in


@pytest.fixture
def wren(client: FlaskClient) -> User:
    """Return a guest who is logged in."""
    user = make_user(email="wren@example.com")
    sign_in(client, user)
    return user


@pytest.fixture
def facial(client: FlaskClient) -> Service:
    venue = make_venue(name="Fernway Skin Studio")
    return make_service(venue, capacity=4, title="Clear-water facial", price_cents=9500)


@pytest.fixture
def day(client: FlaskClient) -> None:
    """Create three bookings on Tuesday and log in their guest."""
    sign_in(client, session.get_one(User, make_day().user_id))
