"""Step-up for accounts without a password: a code by email, for this browser, a few times."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app.accounts.actions.email_codes import LIFETIME, MOST_TRIES
from app.accounts.enums import SecurityEventKind
from app.accounts.models import SecurityEvent, User
from app.accounts.step_up import RECENT
from app.core import clock
from app.core.db import session
from tests.email.outbox import Outbox
from tests.factories import make_user
from tests.support import NOW, Jobs, sign_in

LATER = NOW + RECENT
PAGE = "/account/security/password"


@pytest.fixture
def robin(client: FlaskClient) -> User:
    user = make_user(email="robin@example.com")
    user.password_hash = None
    session.commit()
    sign_in(client, user)
    return user


def emailed_code(client: FlaskClient, jobs: Jobs, outbox: Outbox) -> str:
    assert client.post("/login/confirm/send-code", data={"next": PAGE}).status_code == 303
    jobs.run()
    found = re.findall(r"Code: (\d{6})\b", outbox.mails("robin@example.com")[-1]["text"])
    return str(found[0])


def confirm(client: FlaskClient, code: str) -> tuple[int, str]:
    response = client.post("/login/confirm/code", data={"code": code, "next": PAGE})
    return response.status_code, response.headers.get("Location") or response.text


def other_than(code: str) -> str:
    return f"{(int(code) + 1) % 1_000_000:06}"


def test_emailed_code_proves_the_person_once(client: FlaskClient, robin: User, jobs: Jobs, outbox: Outbox) -> None:
    with clock.pinned(LATER):
        assert client.get(PAGE).location.startswith("/login/confirm")
        code = emailed_code(client, jobs, outbox)
        assert confirm(client, f"{code[:3]} {code[3:]}") == (303, PAGE)
        assert client.get(PAGE).status_code == 200
        assert confirm(client, code)[0] == 422


def test_wrong_codes_end_the_code(client: FlaskClient, robin: User, jobs: Jobs, outbox: Outbox) -> None:
    code = emailed_code(client, jobs, outbox)
    for _ in range(MOST_TRIES):
        status, page = confirm(client, other_than(code))
        assert (status, "That isn’t the code." in page) == (422, True)
    status, page = confirm(client, code)
    assert (status, "This code no longer works." in page) == (422, True)
    events = session.scalars(select(SecurityEvent.kind)).all()
    assert events == [SecurityEventKind.WRONG_CODE] * (MOST_TRIES + 1)


def test_code_expires(client: FlaskClient, robin: User, jobs: Jobs, outbox: Outbox) -> None:
    code = emailed_code(client, jobs, outbox)
    with clock.pinned(NOW + LIFETIME):
        assert confirm(client, code)[0] == 422


def test_code_works_only_in_the_browser_that_asked(
    app: Flask, client: FlaskClient, robin: User, jobs: Jobs, outbox: Outbox
) -> None:
    code = emailed_code(client, jobs, outbox)
    other = app.test_client()
    sign_in(other, robin)
    assert confirm(other, code)[0] == 422
    assert confirm(client, code)[0] == 303


def test_newer_code_replaces_the_older_one(client: FlaskClient, robin: User, jobs: Jobs, outbox: Outbox) -> None:
    older, newer = emailed_code(client, jobs, outbox), emailed_code(client, jobs, outbox)
    assert (confirm(client, older)[0], confirm(client, newer)[0]) == (422, 303)


def test_account_with_a_password_gets_no_code(client: FlaskClient) -> None:
    sign_in(client, make_user())
    assert client.post("/login/confirm/send-code").status_code == 409
    assert "Email me a code" not in client.get("/login/confirm").text
