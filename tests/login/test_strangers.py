"""A stranger's ways into an account end once the person with its mailbox proves that it is theirs."""

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app.accounts.actions.accounts import register
from app.accounts.actions.credentials import BEFORE_CHANGE
from app.accounts.actions.email_links import send_link
from app.accounts.enums import EmailLinkKind, SecurityEventKind
from app.accounts.models import SecurityEvent, User
from app.core import clock
from app.core.db import session
from app.identities.enums import Provider
from app.identities.models import ExternalIdentity
from app.two_factor.models import Passkey
from tests.accounts.links import emailed_link
from tests.email.outbox import Outbox
from tests.factories import add, make_passkey
from tests.pages import flashed
from tests.support import NOW, Jobs, sign_in

WREN = {"email": "wren@example.com", "password": "seven quiet hours"}
NEW = "eight slow evenings"
REMOVED = [SecurityEventKind.PASSKEY_REMOVED, SecurityEventKind.GOOGLE_DISCONNECTED]


@pytest.fixture
def wren(client: FlaskClient) -> User:
    """An account that someone created with Wren's email address, with a passkey and a Google account of theirs."""
    user = register(**WREN, name="Wren Abernathy")
    make_passkey(user)
    add(ExternalIdentity(user_id=user.id, provider=Provider.GOOGLE, subject="1", email="stranger@example.com"))
    session.commit()
    return user


def ways_in(user: User) -> int:
    session.rollback()
    found = [session.scalars(select(way.id).where(way.user_id == user.id)).all() for way in (Passkey, ExternalIdentity)]
    return sum(len(ids) for ids in found)


def kinds() -> list[SecurityEventKind]:
    return list(session.scalars(select(SecurityEvent.kind).order_by(SecurityEvent.id)))


def log_in(client: FlaskClient, **changed: str) -> int:
    return client.post("/login", data={**WREN, **changed}).status_code


def log_in_by_link(client: FlaskClient, jobs: Jobs, outbox: Outbox) -> None:
    client.post("/login/link", data={"email": WREN["email"]})
    path = emailed_link(EmailLinkKind.LOG_IN, WREN["email"], jobs=jobs, outbox=outbox)
    assert client.post(path).location == "/"


@pytest.mark.parametrize(("is_proven", "left"), [(False, 0), (True, 2)])
def test_new_password_by_email_ends_other_ways_in_unless_the_email_was_proven(
    client: FlaskClient, wren: User, jobs: Jobs, outbox: Outbox, is_proven: bool, left: int
) -> None:
    wren.email_verified_at = NOW if is_proven else None
    send_link(kind=EmailLinkKind.RESET_PASSWORD, user=wren)
    path = emailed_link(EmailLinkKind.RESET_PASSWORD, wren.email, jobs=jobs, outbox=outbox)
    assert client.post(path, data={"password": NEW}).location == "/login"
    assert ways_in(wren) == left
    assert [kind for kind in kinds() if kind in REMOVED] == ([] if is_proven else REMOVED)


def test_link_to_an_unproven_account_ends_what_opened_it(
    app: Flask, client: FlaskClient, wren: User, jobs: Jobs, outbox: Outbox
) -> None:
    stranger = app.test_client()
    assert log_in(stranger) == 303
    log_in_by_link(client, jobs, outbox)
    assert flashed(client, "/account/").startswith("Your email is confirmed. To be safe, we removed the old password.")
    assert stranger.get("/account/").status_code == 303
    assert (log_in(stranger), ways_in(wren)) == (422, 0)
    session.expire_all()
    assert wren.email_verified_at == NOW


def test_link_in_a_browser_of_the_account_keeps_its_password(
    client: FlaskClient, wren: User, jobs: Jobs, outbox: Outbox
) -> None:
    log_in(client)
    client.post("/logout")
    log_in_by_link(client, jobs, outbox)
    client.post("/logout")
    assert (log_in(client), ways_in(wren)) == (303, 2)


def test_undone_change_of_email_ends_ways_in_that_were_added_since_the_day_before(
    app: Flask, client: FlaskClient, wren: User, jobs: Jobs, outbox: Outbox
) -> None:
    wren.email_verified_at = NOW
    sign_in(client, wren)
    with clock.pinned(NOW + BEFORE_CHANGE + timedelta(minutes=1)):
        session.scalars(select(Passkey)).one().created_at = clock.now()
        session.commit()
        sign_in(client, wren)
        client.post("/account/security/email", data={"email": "thief@example.com"})
        client.post(emailed_link(EmailLinkKind.CHANGE_EMAIL, "thief@example.com", jobs=jobs, outbox=outbox))
        undo = emailed_link(EmailLinkKind.UNDO_EMAIL, WREN["email"], jobs=jobs, outbox=outbox)
        assert app.test_client().post(undo).status_code == 303
    assert ways_in(wren) == 1
    assert [kind for kind in kinds() if kind in REMOVED] == [SecurityEventKind.PASSKEY_REMOVED]
