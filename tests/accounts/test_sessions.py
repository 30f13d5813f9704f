"""Login sessions are rows, so a copy of the cookie is useless once the session has ended or expired."""

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app.accounts.actions.accounts import register
from app.accounts.actions.devices import add_device
from app.accounts.actions.sessions import open_session
from app.accounts.enums import Role
from app.accounts.models import Device, LoginSession, User
from app.accounts.session_limits import end_of
from app.accounts.tokens import hash_of
from app.core import clock
from app.core.db import session
from tests.factories import make_user
from tests.support import NOW, statements
from tests.tabs import DONE, in_tabs

WREN = {"email": "wren@example.com", "password": "seven quiet hours"}
PAGE = "/account/reminders"


@pytest.fixture
def wren(client: FlaskClient) -> User:
    user = register(**WREN, name="Wren Abernathy")
    session.commit()
    return user


def log_in(client: FlaskClient) -> str:
    """Log in and return the cookie."""
    assert client.post("/login", data=WREN, headers={"User-Agent": "Firefox " + "x" * 300}).status_code == 303
    cookie = client.get_cookie("cozywish")
    assert cookie is not None
    return cookie.value


def opens(app: Flask, cookie: str) -> bool:
    """Return whether a browser with only this cookie gets a page for logged-in users."""
    thief = app.test_client()
    thief.set_cookie("cozywish", cookie)
    return thief.get(PAGE).status_code == 200


def rows() -> list[LoginSession]:
    session.rollback()
    session.expire_all()
    return list(session.scalars(select(LoginSession).order_by(LoginSession.id)))


def test_copied_cookie_is_useless_after_logout(app: Flask, client: FlaskClient, wren: User) -> None:
    copied, other = log_in(client), log_in(app.test_client())
    assert opens(app, copied)
    client.post("/logout")
    assert (opens(app, copied), opens(app, other)) == (False, True)


def test_logging_in_again_ends_the_previous_session(app: Flask, client: FlaskClient, wren: User) -> None:
    copied = log_in(client)
    log_in(client)
    assert not opens(app, copied)
    assert len(rows()) == 1


MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


@pytest.mark.parametrize(
    ("role", "idle", "absolute"),
    [
        (Role.GUEST, 30 * DAY, 90 * DAY),
        (Role.PROVIDER, 12 * HOUR, 14 * DAY),
        (Role.ADMIN, 30 * MINUTE, 12 * HOUR),
    ],
)
def test_session_ends_when_idle_and_at_its_absolute_end_by_role(
    role: Role, idle: timedelta, absolute: timedelta
) -> None:
    assert end_of(role, created_at=NOW, seen_at=NOW) == NOW + idle
    assert end_of(role, created_at=NOW, seen_at=NOW + absolute - MINUTE) == NOW + absolute


def test_use_extends_a_session_until_its_absolute_end(client: FlaskClient, wren: User) -> None:
    log_in(client)
    for days, status in ((29, 200), (58, 200), (87, 200), (89, 200), (90, 303)):
        with clock.pinned(NOW + timedelta(days=days)):
            assert client.get(PAGE).status_code == status


def test_idle_session_of_an_admin_ends_after_half_an_hour(client: FlaskClient, wren: User) -> None:
    wren.role = Role.ADMIN
    session.commit()
    log_in(client)
    for minutes, status in ((25, 200), (50, 200), (81, 303)):
        with clock.pinned(NOW + timedelta(minutes=minutes)):
            assert client.get(PAGE).status_code == status


@pytest.mark.parametrize(("role", "is_kept"), [(Role.GUEST, True), (Role.ADMIN, False)])
def test_browser_keeps_the_cookie_if_asked_but_never_for_admins(
    client: FlaskClient, wren: User, role: Role, is_kept: bool
) -> None:
    wren.role = role
    session.commit()
    client.post("/login", data={**WREN, "remember": "y"})
    cookie = client.get_cookie("cozywish")
    assert cookie is not None
    assert (cookie.expires is not None) is is_kept


def test_session_stores_the_hashed_token_ip_and_truncated_user_agent(client: FlaskClient, wren: User) -> None:
    log_in(client)
    with client.session_transaction() as cookie:
        token = cookie["_user_id"]
    (row,) = rows()
    assert (row.token_hash, row.user_id) == (hash_of(token), wren.id)
    assert token not in row.token_hash
    assert (row.ip, len(row.user_agent), row.created_at) == ("127.0.0.1", 200, NOW)


def test_session_use_is_recorded_once_an_hour_with_one_extra_statement(client: FlaskClient, wren: User) -> None:
    log_in(client)
    counts = []
    for minutes in (0, 59, 61, 62):
        with clock.pinned(NOW + timedelta(minutes=minutes)), statements() as sent:
            assert client.get(PAGE).status_code == 200
        counts.append(sum("login_session" in statement for statement in sent))
    assert counts == [1, 1, 2, 1]
    assert rows()[0].last_seen_at == NOW + timedelta(minutes=61)


def test_browser_that_logs_in_from_several_tabs_at_once_is_one_device(app: Flask, db: None) -> None:
    user_id = make_user().id
    session.commit()

    def log_in_here(_tab: int) -> None:
        add_device(user=session.get_one(User, user_id), token="of a browser", user_agent="Firefox")

    assert in_tabs(app, log_in_here, tabs=3) == [DONE] * 3
    assert len(session.scalars(select(Device)).all()) == 1


def test_expired_sessions_are_deleted_at_the_next_login(db: None, now: None) -> None:
    user = make_user()
    open_session(user=user)
    with clock.pinned(NOW + timedelta(days=30)):
        open_session(user=user)
    session.commit()
    assert [row.created_at for row in rows()] == [NOW + timedelta(days=30)]
