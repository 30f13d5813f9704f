"""Passkeys: what proves one, and that nothing else does."""

import json
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app.accounts.enums import LoginMethod, Role, SecurityEventKind
from app.accounts.models import LoginSession, SecurityEvent, User
from app.core import clock
from app.core.db import session
from app.two_factor.models import Passkey, PasskeyChallenge
from tests.factories import make_user
from tests.pages import read
from tests.support import NOW, sign_in
from tests.two_factor.authenticator import SECOND_STEP, SET_UP, first_step, is_logged_in, make_wren
from tests.two_factor.device import PRESENT, PhoneKey

SECURITY, NEW = "/account/security", "/account/security/passkeys/new"
LOG_IN = "/login/passkey"


def options(client: FlaskClient, purpose: str = "log_in") -> dict[str, Any]:
    response = client.post(f"/login/passkey/options/{purpose}")
    assert response.status_code == 200
    return dict(json.loads(response.text))


def options_to_add(client: FlaskClient) -> dict[str, Any]:
    return dict(json.loads(client.post("/account/security/passkeys/options").text))


def add(client: FlaskClient, phone: PhoneKey, name: str = "iPhone") -> int:
    answer = phone.make(options_to_add(client))
    return client.post(NEW, data={"name": name, "answer": answer}).status_code


def log_in(client: FlaskClient, answer: str) -> int:
    return client.post(LOG_IN, data={"answer": answer}).status_code


@pytest.fixture
def phone() -> PhoneKey:
    return PhoneKey()


@pytest.fixture
def wren(client: FlaskClient, phone: PhoneKey) -> User:
    """Wren, who is logged out and has a passkey."""
    user = make_wren(has_app=False)
    sign_in(client, user)
    assert add(client, phone) == 303
    client.post("/logout")
    return user


def kinds() -> list[SecurityEventKind]:
    return list(session.scalars(select(SecurityEvent.kind).order_by(SecurityEvent.id)))


def test_passkey_logs_in_and_counts_as_two_factors(client: FlaskClient, wren: User, phone: PhoneKey) -> None:
    response = client.post(LOG_IN, data={"answer": phone.use(options(client)), "next": "/cart"})
    assert (response.status_code, response.location) == (303, "/cart")
    login = session.scalars(select(LoginSession)).one()
    assert (login.method, login.second_factor_at) == (LoginMethod.PASSKEY, NOW)
    assert "Last used today at 10:00 AM PDT." in read(client, SECURITY)


def test_passkey_logs_in_without_the_code_of_the_app(app: Flask, client: FlaskClient, phone: PhoneKey) -> None:
    user = make_wren(role=Role.ADMIN)
    sign_in(client, user)
    add(client, phone)
    browser = app.test_client()
    assert log_in(browser, phone.use(options(browser))) == 303
    assert browser.get("/admin/").status_code == 200


def test_challenge_is_answered_once(client: FlaskClient, wren: User, phone: PhoneKey) -> None:
    given = options(client)
    browser_cookie = client.get_cookie("cozywish")
    assert browser_cookie is not None
    answer = phone.use(given)
    assert log_in(client, answer) == 303
    client.post("/logout")
    client.set_cookie("cozywish", browser_cookie.value)
    assert log_in(client, answer) == 422
    assert log_in(client, phone.use(given)) == 422


def test_challenge_counts_only_in_the_browser_that_asked(
    app: Flask, client: FlaskClient, wren: User, phone: PhoneKey
) -> None:
    assert log_in(app.test_client(), phone.use(options(client))) == 422


@pytest.mark.parametrize(("later", "status"), [(timedelta(minutes=59), 303), (timedelta(hours=1), 422)])
def test_challenge_of_the_log_in_page_expires_after_an_hour(
    client: FlaskClient, wren: User, phone: PhoneKey, later: timedelta, status: int
) -> None:
    given = options(client)
    with clock.pinned(NOW + later):
        assert log_in(client, phone.use(given)) == status


def test_answer_to_the_script_sets_no_cookie_that_could_replace_a_new_session(client: FlaskClient) -> None:
    client.get("/login")
    assert "Set-Cookie" not in client.post("/login/passkey/options/log_in").headers


def test_expired_challenges_are_deleted(client: FlaskClient, wren: User) -> None:
    options(client)
    with clock.pinned(NOW + timedelta(hours=2)):
        options(client)
    assert len(session.scalars(select(PasskeyChallenge)).all()) == 1


def test_challenge_for_another_purpose_does_not_log_in(client: FlaskClient, wren: User, phone: PhoneKey) -> None:
    sign_in(client, wren)
    given = options(client, "confirm")
    assert log_in(client, phone.use(given)) == 422


@pytest.mark.parametrize(
    "wrong",
    [
        {"origin": "https://cozywish.example"},
        {"origin": "http://localhost.evil.example"},
        {"host": "evil.example"},
        {"flags": PRESENT},
        {"flags": 0},
        {"kind": "webauthn.create"},
    ],
)
def test_answer_for_another_site_or_without_verification_is_refused(
    client: FlaskClient, wren: User, phone: PhoneKey, wrong: dict[str, Any]
) -> None:
    assert log_in(client, phone.use(options(client), **wrong)) == 422
    assert not is_logged_in(client)


def test_signature_of_another_key_is_refused(client: FlaskClient, wren: User, phone: PhoneKey) -> None:
    thief = PhoneKey(credential_id=phone.credential_id, user_handle=phone.user_handle)
    assert log_in(client, thief.use(options(client))) == 422


def test_unknown_passkey_is_refused(client: FlaskClient, wren: User) -> None:
    assert log_in(client, PhoneKey().use(options(client))) == 422


def test_copy_of_a_passkey_whose_count_did_not_grow_is_refused(
    client: FlaskClient, wren: User, phone: PhoneKey
) -> None:
    copy = PhoneKey(phone.key, phone.credential_id, phone.count, phone.user_handle)
    assert log_in(client, phone.use(options(client))) == 303
    client.post("/logout")
    assert log_in(client, copy.use(options(client))) == 422


@pytest.mark.parametrize(
    "answer",
    ["", "x", "null", "[]", "{}", '{"id": 1}', '{"id": "a", "rawId": "a", "type": "public-key", "response": {}}',
     '{"id":"a","rawId":"a","type":"public-key","response":{"clientDataJSON":"e30","authenticatorData":"AA","signature":"AA"}}',
     '{"id":"a","rawId":"a","type":"public-key","response":{"clientDataJSON":"bnVsbA","authenticatorData":"","signature":""}}',
     "9" * 5000, "[" * 19_000],
)  # fmt: skip
def test_malformed_answers_are_refused(client: FlaskClient, wren: User, answer: str) -> None:
    options(client)
    assert log_in(client, answer) == 422
    sign_in(client, wren)
    assert client.post(NEW, data={"name": "Phone", "answer": answer}).status_code == 422


def test_suspended_person_cannot_log_in_with_a_passkey(client: FlaskClient, wren: User, phone: PhoneKey) -> None:
    wren.suspended_at, wren.suspended_reason = NOW, "Spam."
    session.commit()
    response = client.post(LOG_IN, data={"answer": phone.use(options(client))})
    assert (response.status_code, "This account is suspended. Spam." in response.text) == (422, True)


def test_passkey_is_the_second_step_of_its_owner_only(app: Flask, client: FlaskClient, phone: PhoneKey) -> None:
    user, stranger = make_wren(), make_user()
    theirs = PhoneKey()
    for person, device in ((user, phone), (stranger, theirs)):
        sign_in(client, person)
        add(client, device)
        client.post("/logout")
    first_step(client)
    refused = client.post(f"{SECOND_STEP}/passkey", data={"answer": theirs.use(options(client, "second_step"))})
    assert refused.status_code == 422
    assert kinds()[-1] is SecurityEventKind.WRONG_CODE
    passed = client.post(f"{SECOND_STEP}/passkey", data={"answer": phone.use(options(client, "second_step"))})
    assert passed.status_code == 303
    assert is_logged_in(client)


def test_passkey_replaces_the_password_of_a_guest_and_is_no_second_step(client: FlaskClient, wren: User) -> None:
    assert first_step(client) == "/"


def test_admin_with_a_passkey_and_no_app_needs_it_after_the_password(app: Flask, client: FlaskClient) -> None:
    user, phone = make_wren(role=Role.ADMIN, has_app=False), PhoneKey()
    sign_in(client, user)
    add(client, phone)
    browser = app.test_client()
    assert first_step(browser) == SECOND_STEP
    assert browser.get("/admin/").location.startswith("/login")
    assert "Code" not in read(browser, SECOND_STEP)
    browser.post(f"{SECOND_STEP}/passkey", data={"answer": phone.use(options(browser, "second_step"))})
    assert browser.get("/admin/").status_code == 200


def test_options_for_the_second_step_need_a_first_step(client: FlaskClient) -> None:
    for purpose in ("second_step", "confirm"):
        assert client.post(f"/login/passkey/options/{purpose}").status_code == 409


def test_passkey_proves_who_someone_is_before_a_change(client: FlaskClient, wren: User, phone: PhoneKey) -> None:
    sign_in(client, wren)
    with clock.pinned(NOW + timedelta(minutes=11)):
        assert client.get(SET_UP).location.startswith("/login/confirm")
        answer = phone.use(options(client, "confirm"))
        assert client.post("/login/confirm/passkey", data={"answer": answer, "next": SET_UP}).location == SET_UP
        assert client.get(SET_UP).status_code == 200


def test_passkeys_of_others_prove_nothing_before_a_change(client: FlaskClient, wren: User, phone: PhoneKey) -> None:
    sign_in(client, make_user())
    answer = phone.use(options(client, "confirm"))
    assert client.post("/login/confirm/passkey", data={"answer": answer}).status_code == 422


def test_passkey_is_added_once(client: FlaskClient, wren: User, phone: PhoneKey) -> None:
    sign_in(client, wren)
    assert add(client, phone) == 422
    assert len(session.scalars(select(Passkey)).all()) == 1


def test_adding_needs_verification_by_the_device(client: FlaskClient, wren: User) -> None:
    sign_in(client, wren)
    answer = PhoneKey().make(options_to_add(client), flags=PRESENT)
    assert client.post(NEW, data={"name": "Phone", "answer": answer}).status_code == 422


def test_options_leave_out_what_the_person_already_has(client: FlaskClient, wren: User) -> None:
    sign_in(client, wren)
    assert len(options_to_add(client)["excludeCredentials"]) == 1


def test_account_can_have_twenty_passkeys(client: FlaskClient, wren: User) -> None:
    sign_in(client, wren)
    assert [add(client, PhoneKey()) for _ in range(20)] == [303] * 19 + [422]


def test_passkey_is_renamed_and_removed(client: FlaskClient, wren: User, phone: PhoneKey) -> None:
    sign_in(client, wren)
    page = f"/account/security/passkeys/{session.scalars(select(Passkey.public_id)).one()}"
    client.post(page, data={"name": "Old phone"})
    assert "Old phone" in read(client, SECURITY)
    assert client.post(f"{page}/remove").status_code == 303
    assert kinds() == [SecurityEventKind.PASSKEY_ADDED, SecurityEventKind.PASSKEY_REMOVED]
    client.post("/logout")
    assert log_in(client, phone.use(options(client))) == 422


def test_passkeys_of_others_are_not_found(client: FlaskClient, wren: User) -> None:
    sign_in(client, make_user())
    page = f"/account/security/passkeys/{session.scalars(select(Passkey.public_id)).one()}"
    assert [client.post(path).status_code for path in (page, f"{page}/remove")] == [404, 404]


def test_last_way_in_cannot_be_removed(client: FlaskClient, wren: User) -> None:
    wren.password_hash = None
    session.commit()
    sign_in(client, wren)
    page = f"/account/security/passkeys/{session.scalars(select(Passkey.public_id)).one()}"
    assert client.post(f"{page}/remove").status_code == 409
    add(client, PhoneKey())
    assert client.post(f"{page}/remove").status_code == 303


def test_adding_and_removing_need_a_recent_proof(client: FlaskClient, wren: User) -> None:
    sign_in(client, wren)
    page = f"/account/security/passkeys/{session.scalars(select(Passkey.public_id)).one()}"
    with clock.pinned(NOW + timedelta(minutes=11)):
        for path in (NEW, "/account/security/passkeys/options", f"{page}/remove"):
            assert client.post(path).location.startswith("/login/confirm")
