"""Setting up an authenticator app, recovery codes, and turning two-factor off."""

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from pydantic import SecretStr
from sqlalchemy import select, update

from app.accounts.enums import Role, SecurityEventKind
from app.accounts.models import LoginSession, SecurityEvent, User
from app.admin.actions.people import begin_impersonation
from app.core import clock
from app.core.db import session
from app.two_factor.models import AuthenticatorApp, RecoveryCode
from tests.email.outbox import Outbox
from tests.factories import make_user
from tests.pages import read
from tests.support import NOW, Jobs, sign_in
from tests.two_factor.authenticator import SET_UP, WREN, code, codes_on, make_wren, seed_on, set_up

SECURITY, NEW_CODES = "/account/security", "/account/security/recovery-codes"
TURN_OFF = f"{SET_UP}/turn-off"


@pytest.fixture
def wren(client: FlaskClient) -> User:
    user = make_wren(has_app=False)
    sign_in(client, user)
    return user


def kinds() -> list[SecurityEventKind]:
    return list(session.scalars(select(SecurityEvent.kind).order_by(SecurityEvent.id)))


def test_first_code_turns_two_factor_on_and_shows_ten_recovery_codes_once(client: FlaskClient, wren: User) -> None:
    seed, codes = set_up(client)
    assert len(set(codes)) == 10
    page = read(client, SECURITY)
    assert "Two-factor On" in page
    assert "10 of 10 left" in page
    assert kinds() == [SecurityEventKind.TWO_FACTOR_ON]
    assert not any(shown in client.get(path).text for shown in (*codes, seed) for path in (SECURITY, NEW_CODES))


@pytest.mark.parametrize(("role", "after"), [(Role.ADMIN, "/admin/"), (Role.GUEST, SECURITY)])
def test_after_the_codes_an_admin_goes_to_the_admin_pages(client: FlaskClient, role: Role, after: str) -> None:
    sign_in(client, make_user(role=role))
    page = client.post(SET_UP, data={"code": code(seed_on(client.get(SET_UP).text))}).text
    assert f'href="{after}"' in page.partition("I saved my codes")[0].rpartition("<a")[2]


def test_seed_and_codes_are_not_stored_in_plain_text(client: FlaskClient, wren: User) -> None:
    seed, codes = set_up(client)
    app = session.scalars(select(AuthenticatorApp)).one()
    assert seed.encode() not in app.seed
    stored = session.scalars(select(RecoveryCode.code_hash)).all()
    assert not set(codes) & set(stored)


def test_reloaded_set_up_page_shows_the_same_key_and_another_person_gets_another(
    app: Flask, client: FlaskClient, wren: User
) -> None:
    other = app.test_client()
    sign_in(other, make_user())
    first, again, theirs = (seed_on(one.get(SET_UP).text) for one in (client, client, other))
    assert (first == again, first == theirs) == (True, False)


def test_set_up_starts_anew_when_the_key_of_its_seed_is_gone(
    app: Flask, client: FlaskClient, wren: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = seed_on(client.get(SET_UP).text)
    changed = {"two_factor_keys": SecretStr("QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVphYmNkZWY=")}
    monkeypatch.setitem(app.extensions, "settings", app.extensions["settings"].model_copy(update=changed))
    assert seed_on(client.get(SET_UP).text) != before


def test_set_up_page_has_a_qr_code_that_no_cache_stores(client: FlaskClient, wren: User) -> None:
    response = client.get(SET_UP)
    assert 'src="data:image/svg+xml' in response.text
    assert "no-store" in response.headers["Cache-Control"]


@pytest.mark.parametrize("typed", ["", "000000", "12345", "abcdef"])
def test_wrong_first_code_leaves_two_factor_off(client: FlaskClient, wren: User, typed: str) -> None:
    client.get(SET_UP)
    assert client.post(SET_UP, data={"code": typed}).status_code == 422
    assert "Two-factor On" not in read(client, SECURITY)


def test_set_up_ends_after_an_hour(client: FlaskClient, wren: User) -> None:
    seed = seed_on(client.get(SET_UP).text)
    with clock.pinned(NOW + timedelta(hours=1)):
        prove(wren)
        assert client.post(SET_UP, data={"code": code(seed)}).status_code == 409
        assert seed_on(client.get(SET_UP).text) != seed


def test_replacing_the_app_ends_the_earlier_one_and_its_recovery_codes(client: FlaskClient, wren: User) -> None:
    before, codes_before = set_up(client)
    client.post("/logout")
    sign_in(client, wren)
    after, codes_after = set_up(client)
    assert (before == after, set(codes_before) & set(codes_after)) == (False, set())
    assert kinds() == [SecurityEventKind.TWO_FACTOR_ON, SecurityEventKind.TWO_FACTOR_REPLACED]
    assert len(session.scalars(select(AuthenticatorApp)).all()) == 1
    assert len(session.scalars(select(RecoveryCode)).all()) == 10


def test_starting_again_keeps_the_current_app_until_a_code_is_entered(client: FlaskClient, wren: User) -> None:
    set_up(client)
    client.get(SET_UP)
    assert client.post(SET_UP, data={"code": "000000"}).status_code == 422
    assert "Two-factor On" in read(client, SECURITY)


def test_new_recovery_codes_replace_all(client: FlaskClient, wren: User) -> None:
    _, before = set_up(client)
    after = codes_on(client.post(NEW_CODES).text)
    assert set(before) & set(after) == set()
    assert kinds()[-1] is SecurityEventKind.RECOVERY_CODES_REPLACED
    assert len(session.scalars(select(RecoveryCode)).all()) == 10


def test_recovery_codes_are_downloaded_as_text_until_they_are_replaced(client: FlaskClient, wren: User) -> None:
    _, codes = set_up(client)
    file = client.post(f"{NEW_CODES}/download", data={"codes": " ".join(codes)})
    assert (file.mimetype, file.text.split()[-10:]) == ("text/plain", codes)
    assert "attachment" in file.headers["Content-Disposition"]
    client.post(NEW_CODES)
    assert client.post(f"{NEW_CODES}/download", data={"codes": " ".join(codes)}).status_code == 409


def test_turning_off_deletes_app_and_codes(client: FlaskClient, wren: User) -> None:
    set_up(client)
    assert client.post(TURN_OFF).status_code == 303
    assert session.scalars(select(AuthenticatorApp)).all() == []
    assert session.scalars(select(RecoveryCode)).all() == []
    assert kinds()[-1] is SecurityEventKind.TWO_FACTOR_OFF
    assert client.post(TURN_OFF).status_code == 409


def test_admin_can_replace_the_app_but_not_turn_it_off(client: FlaskClient) -> None:
    admin = make_wren(role=Role.ADMIN)
    sign_in(client, admin)
    assert [client.open(TURN_OFF, method=method).status_code for method in ("GET", "POST")] == [409, 409]
    assert "Turn off" not in read(client, SECURITY)
    set_up(client)
    assert kinds() == [SecurityEventKind.TWO_FACTOR_REPLACED]


@pytest.mark.parametrize("path", [SET_UP, TURN_OFF, NEW_CODES])
def test_every_change_needs_a_recent_proof(client: FlaskClient, wren: User, path: str) -> None:
    set_up(client)
    with clock.pinned(NOW + timedelta(minutes=11)):
        for method in ("GET", "POST"):
            assert client.open(path, method=method).location.startswith("/login/confirm")


def test_admin_who_views_the_site_as_the_person_does_not_see_the_key(client: FlaskClient, wren: User) -> None:
    client.get(SET_UP)
    admin = make_user(role=Role.ADMIN)
    sign_in(client, admin)
    seeing = begin_impersonation(user=wren, admin=admin)
    session.commit()
    with client.session_transaction() as cookie:
        cookie["impersonation"] = seeing.key
    page = client.get(SET_UP)
    assert (page.status_code, 'id="key"' in page.text) == (403, False)


def test_each_change_is_reported_by_email(client: FlaskClient, wren: User, jobs: Jobs, outbox: Outbox) -> None:
    set_up(client)
    client.post(NEW_CODES)
    client.post(TURN_OFF)
    jobs.run()
    subjects = {mail["subject"] for mail in outbox.mails(WREN["email"])}
    assert subjects == {"Two-factor login is on", "You have new recovery codes", "Two-factor login is off"}


def prove(user: User) -> None:
    """Let the person's sessions count as recently proven."""
    session.execute(update(LoginSession).where(LoginSession.user_id == user.id).values(proven_at=clock.now()))
    session.commit()
