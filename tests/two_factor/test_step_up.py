"""Before an important change, an account with two-factor login proves both factors again."""

from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from app.accounts.enums import Role
from app.accounts.models import User
from app.core import clock
from app.core.db import session
from tests.email.outbox import Outbox
from tests.factories import make_passkey
from tests.pages import read
from tests.support import NOW, Jobs, sign_in
from tests.two_factor.authenticator import WREN, code, make_wren

CONFIRM, PAGE = "/login/confirm", "/account/security/two-factor/turn-off"
PASSWORD = WREN["password"]


@pytest.fixture
def wren(client: FlaskClient) -> User:
    user = make_wren()
    sign_in(client, user)
    return user


def confirm(client: FlaskClient, **typed: str) -> int:
    return client.post(CONFIRM, data={"next": PAGE, **typed}).status_code


def test_password_and_code_are_both_needed(client: FlaskClient, wren: User) -> None:
    with clock.pinned(NOW + timedelta(minutes=11)):
        assert client.get(PAGE).location.startswith(CONFIRM)
        refused = ({"password": PASSWORD}, {"app_code": code()}, {"password": "eight loud hours", "app_code": code()})
        assert [confirm(client, **typed) for typed in refused] == [422] * 3
        assert confirm(client, password=PASSWORD, app_code="000000") == 422
        assert client.get(PAGE).status_code == 303
        assert confirm(client, password=PASSWORD, app_code=code()) == 303
        assert client.get(PAGE).status_code == 200


def test_passkey_that_is_refused_leaves_the_other_ways(client: FlaskClient, wren: User) -> None:
    make_passkey(wren)
    refused = client.post(f"{CONFIRM}/passkey", data={"answer": "{}", "next": PAGE})
    assert (refused.status_code, "That passkey didn’t work." in refused.text) == (422, True)
    assert "Code from your authenticator app" in refused.text


def test_account_without_a_password_needs_both_codes(
    client: FlaskClient, wren: User, jobs: Jobs, outbox: Outbox
) -> None:
    wren.password_hash = None
    session.commit()
    client.post(f"{CONFIRM}/send-code")
    jobs.run()
    emailed = outbox.mail(wren.email)["text"].partition("Code: ")[2][:6]
    assert client.post(f"{CONFIRM}/code", data={"code": emailed}).status_code == 422
    assert client.post(f"{CONFIRM}/code", data={"code": emailed, "app_code": "000000"}).status_code == 422
    assert client.post(f"{CONFIRM}/code", data={"code": emailed, "app_code": code()}).status_code == 303


def test_admin_whose_second_factor_is_a_passkey_uses_it(client: FlaskClient, db: None) -> None:
    dana = make_wren(role=Role.ADMIN, has_app=False)
    make_passkey(dana)
    sign_in(client, dana)
    assert "use the passkey for this account" in read(client, CONFIRM)
    assert confirm(client, password=PASSWORD) == 200
    with clock.pinned(NOW + timedelta(minutes=11)):
        assert client.get("/account/security/password").status_code == 303
