"""Suspension, roles, and logging out everywhere."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.accounts.actions import roles
from app.accounts.actions.accounts import register
from app.accounts.actions.roles import reinstate, set_role, suspend
from app.accounts.actions.sessions import log_out_everywhere
from app.accounts.enums import Role
from app.accounts.models import User
from app.accounts.queries.users import admins
from app.core.db import session
from app.core.errors import Conflict
from tests.factories import make_user
from tests.support import NOW, sign_in
from tests.tabs import DONE, in_tabs, read_together

PASSWORD = "seven quiet hours"
WHY = "Times were resold. Write to us."


@pytest.fixture
def dana(client: FlaskClient) -> User:
    return make_user(role=Role.ADMIN, name="Dana Ito")


@pytest.fixture
def wren(client: FlaskClient) -> User:
    user = register(email="wren@example.com", password=PASSWORD, name="Wren Abernathy")
    session.commit()
    return user


def log_in(client: FlaskClient, password: str = PASSWORD, *, path: str = "/login") -> tuple[int, str]:
    response = client.post(path, data={"email": "wren@example.com", "password": password, "name": "Wren"})
    return response.status_code, response.text


def is_logged_in(client: FlaskClient) -> bool:
    return "Log out" in client.get("/about/help").text


def test_suspended_user_is_logged_out_in_every_browser(app: Flask, wren: User, dana: User) -> None:
    browsers = [app.test_client(), app.test_client()]
    for browser in browsers:
        assert log_in(browser)[0] == 303
    suspend(user=wren, reason=WHY, by=dana)
    session.commit()
    assert [is_logged_in(browser) for browser in browsers] == [False, False]
    assert (wren.suspended_at, wren.suspended_reason) == (NOW, WHY)


def test_suspension_reason_is_shown_only_with_the_right_password(client: FlaskClient, wren: User, dana: User) -> None:
    suspend(user=wren, reason=WHY, by=dana)
    session.commit()
    status, page = log_in(client)
    assert (status, WHY in page) == (422, True)
    assert not is_logged_in(client)
    status, page = log_in(client, "seven loud hours")
    assert (status, "suspended" in page) == (422, False)
    assert "That email and password don’t match." in page
    status, page = log_in(client, path="/register")
    assert (status, WHY in page) == (422, True)
    assert "suspended" not in log_in(client, "seven loud hours", path="/register")[1]


def test_session_of_a_suspended_user_is_invalid(client: FlaskClient, wren: User, dana: User) -> None:
    suspend(user=wren, reason=WHY, by=dana)
    sign_in(client, wren)  # with a new session
    assert not is_logged_in(client)


def test_reinstated_user_logs_in_with_their_old_password(client: FlaskClient, wren: User, dana: User) -> None:
    suspend(user=wren, reason=WHY, by=dana)
    reinstate(user=wren)
    session.commit()
    assert log_in(client)[0] == 303
    with pytest.raises(Conflict, match="isn’t suspended"):
        reinstate(user=wren)


def test_logging_out_everywhere_requires_the_password_again(client: FlaskClient, wren: User) -> None:
    log_in(client)
    log_out_everywhere(user=wren)
    session.commit()
    assert not is_logged_in(client)
    assert log_in(client)[0] == 303


def test_admins_cannot_suspend_themselves_or_suspend_a_user_twice(wren: User, dana: User) -> None:
    with pytest.raises(Conflict, match="can’t suspend your own account"):
        suspend(user=dana, reason=WHY, by=dana)
    suspend(user=wren, reason=WHY, by=dana)
    with pytest.raises(Conflict, match="already suspended"):
        suspend(user=wren, reason=WHY, by=dana)


def test_last_active_admin_keeps_the_role(wren: User, dana: User) -> None:
    with pytest.raises(Conflict, match="Make another account a superadmin first"):
        set_role(user=dana, role=Role.GUEST)
    other = make_user(role=Role.ADMIN)
    suspend(user=other, reason=WHY, by=dana)
    with pytest.raises(Conflict, match="Make another account a superadmin first"):
        set_role(user=dana, role=Role.GUEST)  # a suspended admin does not count
    set_role(user=wren, role=Role.ADMIN)
    set_role(user=dana, role=Role.GUEST)
    assert (wren.role, dana.role) == (Role.ADMIN, Role.GUEST)


def test_one_admin_remains_when_all_demote_each_other_at_once(app: Flask, dana: User) -> None:
    admins = [dana, *(make_user(role=Role.ADMIN) for _ in range(3))]
    ids = [admin.id for admin in admins]
    session.commit()
    outcomes = in_tabs(app, lambda tab: set_role(user=session.get_one(User, ids[tab]), role=Role.GUEST), tabs=len(ids))
    assert outcomes == ["CozyWish needs at least one superadmin. Make another account a superadmin first."] + [DONE] * 3


def test_without_the_lock_no_admin_would_remain(app: Flask, dana: User, monkeypatch: pytest.MonkeyPatch) -> None:
    ids = [dana.id, make_user(role=Role.ADMIN).id]
    session.commit()
    unlocked = read_together(lambda _user: {admin.id for admin in admins()}, tabs=len(ids))
    monkeypatch.setattr(roles, "lock_admins_and", unlocked)
    demote = lambda tab: set_role(user=session.get_one(User, ids[tab]), role=Role.GUEST)  # noqa: E731
    assert in_tabs(app, demote, tabs=len(ids)) == [DONE] * 2
    assert admins() == []
