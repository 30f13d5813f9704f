"""An authenticator app as people use it, and the forms that they fill in with it."""

import re
from datetime import timedelta

from flask.testing import FlaskClient

from app.accounts.actions.accounts import register
from app.accounts.enums import Role
from app.accounts.models import User
from app.core import clock
from app.core.db import session
from app.two_factor.actions.authenticator import add_app
from app.two_factor.seeds import code_at

WREN = {"email": "wren@example.com", "password": "seven quiet hours"}
SEED = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
SET_UP = "/account/security/two-factor"
SECOND_STEP = "/login/second-step"
STEP = timedelta(seconds=30)


def make_wren(*, role: Role = Role.GUEST, has_app: bool = True) -> User:
    """Add an account with a password, and with an authenticator app. Commits."""
    user = register(**WREN, name="Wren Abernathy", role=role)
    if has_app:
        add_app(user=user, seed=SEED)
    session.commit()
    return user


def code(seed: str = SEED, *, steps: int = 0) -> str:
    """Return the code that an app shows whose clock is off by this many time steps."""
    return code_at(seed, clock.now() + steps * STEP)


def first_step(client: FlaskClient, **more: str) -> str:
    """Log in with the password, and return where that leads."""
    response = client.post("/login", data={**WREN, **more})
    assert response.status_code == 303
    return str(response.location)


def second_step(client: FlaskClient, typed: str, **more: str) -> tuple[int, str]:
    """Enter a code, and return the status and where the response leads or what it shows."""
    response = client.post(SECOND_STEP, data={"code": typed, **more})
    return response.status_code, response.location or response.text


def is_logged_in(client: FlaskClient) -> bool:
    return client.get("/account/").status_code == 200


def set_up(client: FlaskClient) -> tuple[str, list[str]]:
    """Set up an app on the page, and return its seed and the recovery codes that are shown."""
    seed = seed_on(client.get(SET_UP).text)
    page = client.post(SET_UP, data={"code": code(seed)})
    assert page.status_code == 200
    return seed, codes_on(page.text)


def seed_on(page: str) -> str:
    found = re.search(r'id="key"[^>]*>([A-Z2-7 ]+)<', page)
    assert found is not None
    return found[1].replace(" ", "")


def codes_on(page: str) -> list[str]:
    found = re.search(r"<textarea[^>]*>([^<]*)<", page)
    assert found is not None
    return found[1].split()
