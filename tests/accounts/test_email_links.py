"""Links in emails: each opens a page with a button, works once, and only as long as it should."""

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app.accounts.actions.accounts import register
from app.accounts.actions.email_links import LIFETIMES, forget_old_links, send_link
from app.accounts.actions.roles import suspend
from app.accounts.enums import EmailLinkKind, LoginMethod, Role, SecurityEventKind
from app.accounts.models import EmailLink, LoginSession, SecurityEvent, User
from app.core import clock
from app.core.db import session
from tests.accounts.links import emailed_link
from tests.email.outbox import Outbox
from tests.factories import make_user
from tests.pages import flashed
from tests.support import NOW, Jobs, sign_in, statements

WREN = {"email": "wren@example.com", "password": "seven quiet hours"}
NEW = "eight slow evenings"
ENDED = "This link no longer works"


@pytest.fixture
def wren(client: FlaskClient) -> User:
    user = register(**WREN, name="Wren Abernathy")
    session.commit()
    return user


def asked(kind: EmailLinkKind, user: User, jobs: Jobs, outbox: Outbox) -> str:
    send_link(kind=kind, user=user)
    return emailed_link(kind, user.email, jobs=jobs, outbox=outbox)


def kinds() -> list[SecurityEventKind]:
    return list(session.scalars(select(SecurityEvent.kind).order_by(SecurityEvent.id)))


def log_in(client: FlaskClient, **changed: str) -> int:
    return client.post("/login", data={**WREN, **changed}).status_code


# Any link


def test_opening_a_link_changes_nothing_and_leaks_no_address(
    client: FlaskClient, wren: User, jobs: Jobs, outbox: Outbox
) -> None:
    path = asked(EmailLinkKind.RESET_PASSWORD, wren, jobs, outbox)
    for _ in range(2):
        response = client.get(path)
        assert response.status_code == 200
        assert response.headers["Referrer-Policy"] == "strict-origin"
        assert response.headers["Cache-Control"] == "private, no-store"
    session.expire_all()
    assert session.scalars(select(EmailLink)).one().used_at is None


@pytest.mark.parametrize("kind", EmailLinkKind)
def test_link_ends_with_its_lifetime(
    client: FlaskClient, wren: User, jobs: Jobs, outbox: Outbox, kind: EmailLinkKind
) -> None:
    path = asked(kind, wren, jobs, outbox)
    with clock.pinned(NOW + LIFETIMES[kind]):
        response = client.get(path)
    assert (response.status_code, ENDED in response.text) == (404, True)


def test_newer_link_replaces_the_older_one(client: FlaskClient, wren: User, jobs: Jobs, outbox: Outbox) -> None:
    older = asked(EmailLinkKind.RESET_PASSWORD, wren, jobs, outbox)
    newer = asked(EmailLinkKind.RESET_PASSWORD, wren, jobs, outbox)
    assert [client.get(path).status_code for path in (older, newer)] == [404, 200]


def test_link_of_one_kind_does_not_open_the_page_of_another(
    client: FlaskClient, wren: User, jobs: Jobs, outbox: Outbox
) -> None:
    token = asked(EmailLinkKind.VERIFY_EMAIL, wren, jobs, outbox).rpartition("/")[2]
    assert client.get(f"/password/reset/{token}").status_code == 404


def test_link_to_an_address_that_the_account_left_is_dead(
    client: FlaskClient, wren: User, jobs: Jobs, outbox: Outbox
) -> None:
    path = asked(EmailLinkKind.RESET_PASSWORD, wren, jobs, outbox)
    wren.email = "robin@example.com"
    session.commit()
    assert client.get(path).status_code == 404


def test_suspended_account_gets_no_link_and_cannot_use_one(
    client: FlaskClient, wren: User, jobs: Jobs, outbox: Outbox
) -> None:
    path = asked(EmailLinkKind.RESET_PASSWORD, wren, jobs, outbox)
    suspend(user=wren, reason="Fraud.", by=make_user(role=Role.ADMIN))
    send_link(kind=EmailLinkKind.LOG_IN, user=wren)
    jobs.run()
    assert (client.get(path).status_code, len(outbox.mails(wren.email))) == (404, 1)


def test_old_links_are_forgotten(db: None, now: None) -> None:
    send_link(kind=EmailLinkKind.LOG_IN, user=make_user())
    with clock.pinned(NOW + timedelta(days=2)):
        forget_old_links()
    assert session.scalars(select(EmailLink)).all() == []


# Confirming the email


def test_registration_sends_a_link_that_confirms_the_email(client: FlaskClient, jobs: Jobs, outbox: Outbox) -> None:
    client.post("/register", data={**WREN, "name": "Wren Abernathy"})
    path = emailed_link(EmailLinkKind.VERIFY_EMAIL, WREN["email"], jobs=jobs, outbox=outbox)
    assert "Confirm email" in client.get(path).text
    assert client.post(path).location == "/"
    session.expire_all()
    assert session.scalars(select(User.email_verified_at)).one() == NOW
    assert kinds()[-1] is SecurityEventKind.EMAIL_VERIFIED
    assert client.post(path).status_code == 404


def test_used_link_still_confirms_to_its_owner_that_the_email_is_confirmed(
    client: FlaskClient, wren: User, jobs: Jobs, outbox: Outbox
) -> None:
    path = asked(EmailLinkKind.VERIFY_EMAIL, wren, jobs, outbox)
    sign_in(client, wren)
    client.post(path)
    assert client.get(path).location == "/"
    sign_in(client, make_user())
    assert client.get(path).status_code == 404


def test_email_is_confirmed_only_in_a_browser_with_the_account(
    app: Flask, client: FlaskClient, wren: User, jobs: Jobs, outbox: Outbox
) -> None:
    """Otherwise a stranger could create an account with someone's address, and let them confirm it."""
    path = asked(EmailLinkKind.VERIFY_EMAIL, wren, jobs, outbox)
    assert "First log in as wren@example.com" in client.get(path).text
    assert client.post(path).location.startswith("/login")
    sign_in(client, make_user())
    assert client.post(path).location.startswith("/login")
    assert client.post("/logout", data={"next": path}).location == path
    session.expire_all()
    assert wren.email_verified_at is None


def test_unconfirmed_email_is_shown_with_a_button_to_send_the_link_again(
    client: FlaskClient, wren: User, jobs: Jobs
) -> None:
    sign_in(client, wren)
    assert all("Send it again" in client.get(page).text for page in ("/account/", "/account/security"))
    client.post("/account/security/email/send-again", data={"next": "/account/"})
    assert jobs.waiting() == ["accounts.email_link"]
    assert flashed(client, "/account/") == "We sent a link to wren@example.com. It works for seven days."
    wren.email_verified_at = NOW
    session.commit()
    assert "Send it again" not in client.get("/account/").text
    client.post("/account/security/email/send-again")
    assert jobs.waiting() == ["accounts.email_link"]


# Forgotten password


def test_forgotten_password_is_reset_once_and_ends_all_sessions(
    app: Flask, client: FlaskClient, wren: User, jobs: Jobs, outbox: Outbox
) -> None:
    other = app.test_client()
    assert log_in(other) == 303
    assert client.post("/password/forgot", data={"email": wren.email}).location == "/password/forgot/sent"
    path = emailed_link(EmailLinkKind.RESET_PASSWORD, wren.email, jobs=jobs, outbox=outbox)
    assert client.post(path, data={"password": NEW}).location == "/login"
    assert client.post(path, data={"password": NEW}).status_code == 404
    assert other.get("/account/").status_code == 303
    assert (log_in(client), log_in(client, password=NEW)) == (422, 303)
    session.expire_all()
    assert (wren.password_changed_at, wren.email_verified_at) == (NOW, NOW)
    jobs.run()
    assert "Your password was changed." in [mail["text"].splitlines()[0] for mail in outbox.mails(wren.email)]


def test_refused_new_password_does_not_use_up_the_link(
    client: FlaskClient, wren: User, jobs: Jobs, outbox: Outbox
) -> None:
    path = asked(EmailLinkKind.RESET_PASSWORD, wren, jobs, outbox)
    assert client.post(path, data={"password": "short"}).status_code == 422
    assert client.post(path, data={"password": NEW}).status_code == 303


def test_account_without_a_password_gets_its_first_one(
    client: FlaskClient, wren: User, jobs: Jobs, outbox: Outbox
) -> None:
    wren.password_hash = None
    path = asked(EmailLinkKind.RESET_PASSWORD, wren, jobs, outbox)
    client.post(path, data={"password": NEW})
    assert log_in(client, password=NEW) == 303


@pytest.mark.parametrize("path", ["/password/forgot", "/login/link"])
def test_unknown_address_gets_the_same_answer_after_the_same_statements(
    client: FlaskClient, wren: User, jobs: Jobs, outbox: Outbox, path: str
) -> None:
    answers = []
    for address in (wren.email, "nobody@example.com"):
        with statements() as sent:
            response = client.post(path, data={"email": address})
        answers.append((response.status_code, response.location, list(sent)))
    assert answers[0] == answers[1]
    assert not [statement for statement in answers[0][2] if "user_account" in statement]
    jobs.run()
    assert len(outbox.mails()) == 1
    assert [link.user_id for link in session.scalars(select(EmailLink))] == [wren.id]


# Logging in with a link


def test_link_logs_in_the_browser_that_asked_and_leads_to_the_wanted_page(
    client: FlaskClient, wren: User, jobs: Jobs, outbox: Outbox
) -> None:
    client.post("/login/link", data={"email": wren.email, "next": "/cart"})
    path = emailed_link(EmailLinkKind.LOG_IN, wren.email, jobs=jobs, outbox=outbox)
    assert "You’re about to log in as wren@example.com." in client.get(path).text
    assert client.post(path).location == "/cart"
    assert session.scalars(select(LoginSession.method)).one() is LoginMethod.EMAIL_LINK
    client.post("/logout")
    assert client.post(path).status_code == 404


def test_another_browser_is_told_why_and_does_not_use_up_the_link(
    app: Flask, client: FlaskClient, wren: User, jobs: Jobs, outbox: Outbox
) -> None:
    client.post("/login/link", data={"email": wren.email})
    path = emailed_link(EmailLinkKind.LOG_IN, wren.email, jobs=jobs, outbox=outbox)
    stranger = app.test_client()
    stranger.post("/login/link", data={"email": "robin@example.com"})
    for response in (stranger.get(path), stranger.post(path), app.test_client().post(path)):
        assert (response.status_code, "only in the browser where you asked" in response.text) == (403, True)
    assert client.post(path).status_code == 303
