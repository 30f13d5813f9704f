import pytest
from flask.testing import FlaskClient

from app.accounts.enums import Role
from app.accounts.models import User
from tests.factories import make_user
from tests.support import sign_in


@pytest.fixture
def dana(client: FlaskClient) -> User:
    """Return an admin who is logged in."""
    admin = make_user(role=Role.ADMIN, name="Dana Ito", email="dana@example.com")
    sign_in(client, admin)
    return admin
