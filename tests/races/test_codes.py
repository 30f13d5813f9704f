"""One code sent several times at the same instant: it works once, because the requests wait for each other."""

import pytest
from flask import Flask
from sqlalchemy import select

from app.accounts.enums import LoginMethod
from app.accounts.models import User
from app.core.db import session
from app.two_factor.actions import authenticator
from app.two_factor.actions.authenticator import new_recovery_codes, use_code
from app.two_factor.actions.pending import finish_second_step, start_second_step
from app.two_factor.models import AuthenticatorApp, PendingLogin
from tests.tabs import DONE, in_tabs, read_together
from tests.two_factor.authenticator import code, make_wren

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("db")]
TABS = 4
WRONG = "That code didn’t work. Enter the code that your app shows now. Each code works once."


def sent_at_once(app: Flask, user_id: int, typed: str) -> list[str]:
    return in_tabs(app, lambda _: use_code(user=session.get_one(User, user_id), code=typed), tabs=TABS)


def unlocked(user: User, *, is_confirmed: bool) -> AuthenticatorApp | None:  # as the one it replaces
    return session.scalar(select(AuthenticatorApp).where(AuthenticatorApp.user_id == user.id))


def test_without_the_row_lock_one_code_would_work_several_times(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    user = make_wren()
    monkeypatch.setattr(authenticator, "_app_of", read_together(unlocked, tabs=TABS))
    assert sent_at_once(app, user.id, code()) == [DONE] * TABS


def test_code_of_the_app_works_once_at_the_same_instant(app: Flask) -> None:
    assert sent_at_once(app, make_wren().id, code()) == [WRONG] * (TABS - 1) + [DONE]


def test_recovery_code_works_once_at_the_same_instant(app: Flask) -> None:
    user = make_wren()
    typed = new_recovery_codes(user=user)[0]
    session.commit()
    assert sent_at_once(app, user.id, typed) == [WRONG] * (TABS - 1) + [DONE]


def test_first_step_is_used_up_once_at_the_same_instant(app: Flask) -> None:
    start_second_step(user=make_wren(), method=LoginMethod.PASSWORD, remember=False, next_path="")
    session.commit()
    finished: list[bool] = []
    read = read_together(lambda: session.scalars(select(PendingLogin)).one(), tabs=TABS)

    def finish(_: int) -> None:
        pending = read()
        assert isinstance(pending, PendingLogin)
        finished.append(finish_second_step(pending=pending))

    in_tabs(app, finish, tabs=TABS)
    assert sorted(finished) == [False] * (TABS - 1) + [True]
