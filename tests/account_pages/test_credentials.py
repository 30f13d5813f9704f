"""Changing a password and an email address, undoing the change, and securing an account."""

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app.accounts.actions.accounts import AddressTaken, register
from app.accounts.actions.credentials import BEFORE_CHANGE
from app.accounts.actions.devices import add_device, trust_device
from app.accounts.enums import EmailLinkKind, SecurityEventKind
from app.accounts.models import Device, EmailLink, LoginSession, SecurityEvent, User
from app.accounts.step_up import RECENT
from app.core import clock
from app.core.db import session
from app.identities.enums import Provider
from app.identities.models import ExternalIdentity
from app.two_factor.actions.authenticator import add_app, new_recovery_codes
from app.two_factor.actions.recovery_codes import replace_codes
from app.two_factor.models import AuthenticatorApp, Passkey, RecoveryCode
from app.two_factor.seeds import new_seed
from tests.accounts.links import emailed_link
from tests.email.outbox import Outbox
from tests.factories import add, make_passkey, make_user
from tests.pages import flashed, read
from tests.reading import filled
from tests.support import NOW, Jobs

# Before what an undone change of the email removes.
EARLIER = NOW - 2 * BEFORE_CHANGE
OLD, NEW, THIRD = "wren@example.com", "wren.new@example.com", "wren.third@example.com"
PASSWORD, OTHER = "seven quiet hours", "eight slow evenings"
SECURITY, CHANGE_PASSWORD, CHANGE_EMAIL = "/account/security", "/account/security/password", "/account/security/email"


@pytest.fixture
def wren(client: FlaskClient) -> User:
    user = register(email=OLD, password=PASSWORD, name="Wren Abernathy")
    user.email_verified_at = NOW
    session.commit()
    assert log_in(client) == 303
    return user


def log_in(client: FlaskClient, *, email: str = OLD, password: str = PASSWORD) -> int:
    return client.post("/login", data={"email": email, "password": password}).status_code


def is_logged_in(client: FlaskClient) -> bool:
    return client.get("/account/").status_code == 200


def add_identity(user: User, provider: Provider) -> None:
    add(ExternalIdentity(user_id=user.id, provider=provider, subject=provider.value, email=user.email))


def kinds() -> list[SecurityEventKind]:
    return list(session.scalars(select(SecurityEvent.kind).order_by(SecurityEvent.id)))


def change_email(client: FlaskClient, to: str, jobs: Jobs, outbox: Outbox) -> None:
    assert client.post(CHANGE_EMAIL, data={"email": to}).status_code == 303
    path = emailed_link(EmailLinkKind.CHANGE_EMAIL, to, jobs=jobs, outbox=outbox)
    assert client.post(path).location == SECURITY


@pytest.mark.parametrize("path", [CHANGE_PASSWORD, CHANGE_EMAIL])
def test_changing_a_credential_needs_a_recent_proof(client: FlaskClient, wren: User, path: str) -> None:
    with clock.pinned(NOW + RECENT):
        assert client.get(path).location == f"/login/confirm?next={path}"
        assert client.post(path, data={"password": OTHER, "email": NEW}).location.startswith("/login/confirm")


def test_form_that_needs_a_proof_says_that_nothing_is_saved(client: FlaskClient, wren: User) -> None:
    with clock.pinned(NOW + RECENT):
        assert "Nothing is saved yet." not in client.get(CHANGE_EMAIL, follow_redirects=True).text
        there = client.post(CHANGE_EMAIL, data={"email": NEW}, headers={"Referer": f"http://localhost{CHANGE_EMAIL}"})
        page = client.get(there.location).text
        assert "Nothing is saved yet." in page
        assert NEW not in page
        back = client.post("/login/confirm", data={**filled(page, "/login/confirm"), "password": PASSWORD})
        assert back.location == CHANGE_EMAIL
        assert "Your last step wasn’t saved" in flashed(client, CHANGE_EMAIL)


def test_password_managers_are_led_to_the_page_that_changes_the_password(client: FlaskClient, wren: User) -> None:
    assert client.get("/.well-known/change-password").location == CHANGE_PASSWORD


def test_changed_password_ends_other_sessions_and_is_reported(
    app: Flask, client: FlaskClient, wren: User, jobs: Jobs, outbox: Outbox
) -> None:
    other = app.test_client()
    log_in(other)
    assert client.post(CHANGE_PASSWORD, data={"password": OTHER}).location == SECURITY
    assert (is_logged_in(client), is_logged_in(other)) == (True, False)
    assert (log_in(other), log_in(other, password=OTHER)) == (422, 303)
    assert "Last changed today" in read(client, SECURITY)
    jobs.run()
    assert "Your CozyWish password was changed" in [mail["subject"] for mail in outbox.mails(OLD)]


def test_account_with_only_a_passkey_sets_its_first_password(client: FlaskClient, wren: User) -> None:
    make_passkey(wren)
    wren.password_hash = None
    session.commit()
    page = read(client, SECURITY)
    assert ("Set a password" in page, "Change password" in page) == (True, False)
    form = client.get(CHANGE_PASSWORD).text
    assert (form.count("Set a password"), "Change password" in form) == (2, False), "as the title and the heading"
    assert client.post(CHANGE_PASSWORD, data={"password": OTHER}).location == SECURITY
    page = read(client, SECURITY)
    assert ("Your password is set." in page, "Change password" in page) == (True, True)
    client.post("/logout")
    assert log_in(client, password=OTHER) == 303


def test_password_with_only_the_accounts_words_is_refused(client: FlaskClient, wren: User) -> None:
    response = client.post(CHANGE_PASSWORD, data={"password": "Abernathy-2026!"})
    assert (response.status_code, "little more than your name" in response.text) == (422, True)


def test_email_changes_only_once_the_new_mailbox_confirms(
    client: FlaskClient, wren: User, jobs: Jobs, outbox: Outbox
) -> None:
    client.post(CHANGE_EMAIL, data={"email": NEW})
    path = emailed_link(EmailLinkKind.CHANGE_EMAIL, NEW, jobs=jobs, outbox=outbox)
    page = client.get(path).text
    assert f"Your email changes from {OLD} to {NEW}." in page
    assert f"You log in with {OLD}." in read(client, SECURITY)
    client.post(path)
    assert f"You log in with {NEW}." in read(client, SECURITY)
    assert kinds()[-1] is SecurityEventKind.EMAIL_CHANGED
    jobs.run()
    assert "Your account no longer uses wren@example.com." in outbox.mail(OLD)["text"]


def test_link_that_changes_the_email_needs_the_account(
    app: Flask, client: FlaskClient, wren: User, jobs: Jobs, outbox: Outbox
) -> None:
    client.post(CHANGE_EMAIL, data={"email": NEW})
    path = emailed_link(EmailLinkKind.CHANGE_EMAIL, NEW, jobs=jobs, outbox=outbox)
    assert app.test_client().post(path).location.startswith("/login")
    assert wren.email == OLD


def test_another_accounts_email_is_refused_only_to_the_owner_of_the_mailbox(
    client: FlaskClient, wren: User, jobs: Jobs, outbox: Outbox
) -> None:
    make_user(email=NEW)
    assert client.post(CHANGE_EMAIL, data={"email": NEW}).status_code == 303
    path = emailed_link(EmailLinkKind.CHANGE_EMAIL, NEW, jobs=jobs, outbox=outbox)
    assert client.post(path).status_code == 409
    session.expire_all()
    assert wren.email == OLD


def test_own_email_is_no_change(client: FlaskClient, wren: User) -> None:
    response = client.post(CHANGE_EMAIL, data={"email": "WREN@example.com"})
    assert (response.status_code, "This is your email already." in response.text) == (422, True)


def test_undo_gives_the_old_email_back_and_locks_the_stranger_out(
    app: Flask, client: FlaskClient, wren: User, jobs: Jobs, outbox: Outbox
) -> None:
    """Also after the stranger changed the password and the email once more."""
    change_email(client, NEW, jobs, outbox)
    client.post(CHANGE_PASSWORD, data={"password": OTHER})
    change_email(client, THIRD, jobs, outbox)
    strangers = emailed_link(EmailLinkKind.UNDO_EMAIL, NEW, jobs=jobs, outbox=outbox)
    path = emailed_link(EmailLinkKind.UNDO_EMAIL, OLD, jobs=jobs, outbox=outbox)
    owner = app.test_client()
    assert "All devices are logged out." in owner.get(path).text
    reset = owner.post(path).location
    assert reset.startswith("/password/reset/")
    assert not is_logged_in(client)
    assert [log_in(client, password=password) for password in (PASSWORD, OTHER)] == [422, 422]
    assert client.get(strangers).status_code == 404
    owner.post(reset, data={"password": "nine calm mornings"})
    assert log_in(owner, password="nine calm mornings") == 303
    assert SecurityEventKind.EMAIL_CHANGE_UNDONE in kinds()


def test_undo_removes_every_way_in_that_was_added_since_and_no_other(
    app: Flask, client: FlaskClient, wren: User, jobs: Jobs, outbox: Outbox
) -> None:
    make_passkey(wren, name="An iPhone").created_at = EARLIER
    add_identity(wren, Provider.GOOGLE)
    session.scalars(select(ExternalIdentity)).one().created_at = EARLIER
    later = NOW + timedelta(days=1)
    change_email(client, NEW, jobs, outbox)
    path = emailed_link(EmailLinkKind.UNDO_EMAIL, OLD, jobs=jobs, outbox=outbox)
    with clock.pinned(later):
        make_passkey(wren, name="Of a stranger").created_at = later
        add_identity(wren, Provider.APPLE)
        add_app(user=wren, seed=new_seed())
        add_device(user=wren, token="of a stranger", user_agent="Firefox", is_confirmed=True)
        session.commit()
        owner = app.test_client()
        shown = owner.get(owner.post(path).location).text
    removed = "passkeys, an Apple account, and an authenticator app"
    assert f"We removed what was added around the change: {removed}." in shown
    session.expire_all()
    assert session.scalars(select(Passkey.name)).all() == ["An iPhone"]
    assert session.scalars(select(ExternalIdentity.provider)).all() == [Provider.GOOGLE]
    assert session.scalars(select(AuthenticatorApp)).all() == []
    assert session.scalars(select(RecoveryCode)).all() == []
    assert [device.user_agent for device in session.scalars(select(Device))] != ["Firefox"]
    jobs.run()
    mail = outbox.mails(OLD)[-1]
    assert (mail["subject"], f"Removed: {removed}" in mail["text"]) == ("Your CozyWish email was changed back", True)


def test_undo_removes_recovery_codes_that_a_stranger_got(
    client: FlaskClient, wren: User, jobs: Jobs, outbox: Outbox
) -> None:
    with clock.pinned(EARLIER):
        add_app(user=wren, seed=new_seed())
        replace_codes(user=wren)
    change_email(client, NEW, jobs, outbox)
    path = emailed_link(EmailLinkKind.UNDO_EMAIL, OLD, jobs=jobs, outbox=outbox)
    with clock.pinned(NOW + timedelta(days=1)):
        new_recovery_codes(user=wren)
        session.commit()
        client.post(path)
    assert session.scalars(select(RecoveryCode)).all() == []
    assert len(session.scalars(select(AuthenticatorApp)).all()) == 1
    assert SecurityEventKind.RECOVERY_CODES_REMOVED in kinds()


def test_undo_works_for_seven_days(client: FlaskClient, wren: User, jobs: Jobs, outbox: Outbox) -> None:
    change_email(client, NEW, jobs, outbox)
    path = emailed_link(EmailLinkKind.UNDO_EMAIL, OLD, jobs=jobs, outbox=outbox)
    statuses = []
    for days in (timedelta(days=7, seconds=-1), timedelta(days=7)):
        with clock.pinned(NOW + days):
            statuses.append(client.get(path).status_code)
    assert statuses == [200, 404]


def test_nobody_can_take_the_old_email_while_its_owner_can_undo(
    client: FlaskClient, wren: User, jobs: Jobs, outbox: Outbox
) -> None:
    change_email(client, NEW, jobs, outbox)
    with pytest.raises(AddressTaken):
        register(email=OLD, password=OTHER, name="Robin Vale")
    with clock.pinned(NOW + timedelta(days=7)):
        assert register(email=OLD, password=OTHER, name="Robin Vale").email == OLD


def test_securing_the_account_logs_out_the_stranger_and_leads_to_a_new_password(
    app: Flask, client: FlaskClient, wren: User
) -> None:
    stranger = app.test_client()
    log_in(stranger)
    assert "No, secure my account" in read(client, SECURITY)
    assert "All other devices are logged out" in read(client, f"{SECURITY}/secure")
    assert is_logged_in(stranger)
    assert client.post(f"{SECURITY}/secure").location == CHANGE_PASSWORD
    assert (is_logged_in(client), is_logged_in(stranger)) == (True, False)
    assert "Was this you?" not in read(client, SECURITY)
    assert kinds()[-1] is SecurityEventKind.ACCOUNT_SECURED
    log_in(stranger)
    assert "Was this you?" in read(client, SECURITY), "the device is new again"


def test_securing_the_account_keeps_known_devices(client: FlaskClient, wren: User) -> None:
    known = add_device(user=wren, token="of a phone", user_agent="Firefox", is_confirmed=True)
    client.post(f"{SECURITY}/secure")
    assert known in session.scalars(select(Device)).all()
    assert len(session.scalars(select(LoginSession)).all()) == 1


def test_securing_the_account_ends_trust_in_devices(client: FlaskClient, wren: User) -> None:
    device = add_device(user=wren, token="of a phone", user_agent="Firefox", is_confirmed=True)
    trust_device(device=device, until=NOW + timedelta(days=30))
    client.post(f"{SECURITY}/secure")
    session.expire_all()
    assert device.trusted_until is None


def test_securing_the_account_ends_links_that_open_it(client: FlaskClient, wren: User, jobs: Jobs) -> None:
    client.post(CHANGE_EMAIL, data={"email": NEW})
    client.post(f"{SECURITY}/secure")
    assert session.scalars(select(EmailLink)).all() == []
    assert flashed(client, CHANGE_PASSWORD).endswith("Now choose a new password.")
