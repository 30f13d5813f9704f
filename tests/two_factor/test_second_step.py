"""The second step of logging in: what it accepts, once, and that no way in skips it."""

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app.accounts.actions.roles import suspend
from app.accounts.enums import Role, SecurityEventKind
from app.accounts.models import Device, LoginSession, SecurityEvent, User
from app.core import clock
from app.core.db import session
from app.two_factor.actions.authenticator import WrongCode, add_app, new_recovery_codes, use_code
from app.two_factor.models import PendingLogin
from app.two_factor.seeds import DEMO_SEED
from config import Environment
from tests.email.outbox import Outbox
from tests.factories import make_user
from tests.support import NOW, Jobs
from tests.two_factor.authenticator import (
    SECOND_STEP,
    SET_UP,
    STEP,
    WREN,
    code,
    first_step,
    is_logged_in,
    make_wren,
    second_step,
    set_up,
)


@pytest.fixture
def wren(client: FlaskClient) -> User:
    return make_wren()


def kinds() -> list[SecurityEventKind]:
    return list(session.scalars(select(SecurityEvent.kind).order_by(SecurityEvent.id)))


def test_password_alone_does_not_log_in(client: FlaskClient, wren: User) -> None:
    assert first_step(client) == SECOND_STEP
    assert not is_logged_in(client)
    assert session.scalars(select(LoginSession)).all() == []


def test_code_after_the_password_logs_in_and_leads_to_the_wanted_page(client: FlaskClient, wren: User) -> None:
    assert first_step(client, next="/cart") == SECOND_STEP
    assert second_step(client, code()) == (303, "/cart")
    assert is_logged_in(client)


def test_second_step_keeps_the_choice_to_stay_logged_in(client: FlaskClient, wren: User) -> None:
    first_step(client, remember="y")
    second_step(client, code())
    cookie = client.get_cookie("cozywish")
    assert cookie is not None
    assert cookie.expires is not None


def test_registering_with_the_right_password_of_an_account_needs_the_second_step(
    client: FlaskClient, wren: User
) -> None:
    response = client.post("/register", data={**WREN, "name": "Wren"})
    assert response.location == SECOND_STEP
    assert not is_logged_in(client)


def test_code_alone_does_not_log_in(client: FlaskClient, wren: User) -> None:
    assert second_step(client, code()) == (303, "/login")
    assert not is_logged_in(client)


@pytest.mark.parametrize(("steps", "status"), [(-2, 422), (-1, 303), (0, 303), (1, 303), (2, 422)])
def test_clock_of_the_app_may_be_off_by_one_step(client: FlaskClient, wren: User, steps: int, status: int) -> None:
    first_step(client)
    assert second_step(client, code(steps=steps))[0] == status


def test_code_works_once_and_so_do_those_before_it(app: Flask, client: FlaskClient, wren: User) -> None:
    earlier, current = code(steps=-1), code()
    first_step(client)
    assert second_step(client, current)[0] == 303
    thief = app.test_client()
    first_step(thief)
    assert [second_step(thief, typed)[0] for typed in (current, earlier)] == [422, 422]
    assert second_step(thief, code(steps=1))[0] == 303


def test_code_may_have_spaces(client: FlaskClient, wren: User) -> None:
    first_step(client)
    assert second_step(client, f" {code()[:3]} {code()[3:]} ")[0] == 303


def test_wrong_codes_are_refused_and_recorded_and_the_right_one_still_works(client: FlaskClient, wren: User) -> None:
    first_step(client)
    for typed in ("000000", "not a code", ""):
        status, page = second_step(client, typed)
        assert (status, "Confirm it’s you" in page) == (422, True)
    assert kinds() == [SecurityEventKind.WRONG_CODE] * 2
    assert second_step(client, code())[0] == 303


def test_code_of_another_person_does_not_work(client: FlaskClient, wren: User) -> None:
    first_step(client)
    assert second_step(client, code(DEMO_SEED))[0] == 422


def test_first_step_counts_for_ten_minutes(client: FlaskClient, wren: User) -> None:
    first_step(client)
    with clock.pinned(NOW + timedelta(minutes=10)):
        assert second_step(client, code()) == (303, "/login")
    assert not is_logged_in(client)


def test_first_step_counts_once(client: FlaskClient, wren: User) -> None:
    first_step(client)
    with client.session_transaction() as cookie:
        key = cookie["second_step"]
    second_step(client, code())
    client.post("/logout")
    with client.session_transaction() as cookie:
        cookie["second_step"] = key
    with clock.pinned(NOW + STEP):
        assert second_step(client, code()) == (303, "/login")


@pytest.mark.parametrize("change", ["suspended", "new password", "two-factor replaced"])
def test_first_step_is_void_after_a_change_of_the_account(client: FlaskClient, wren: User, change: str) -> None:
    first_step(client)
    if change == "suspended":
        suspend(user=wren, reason="Spam.", by=make_user(role=Role.ADMIN))
    elif change == "new password":
        wren.password_changed_at = clock.now() + timedelta(seconds=1)
    else:
        session.query(PendingLogin).delete()
    session.commit()
    assert second_step(client, code()) == (303, "/login")


def test_recovery_code_logs_in_once_and_is_reported(
    app: Flask, client: FlaskClient, wren: User, jobs: Jobs, outbox: Outbox
) -> None:
    first, second, *_ = new_recovery_codes(user=wren)
    session.commit()
    first_step(client)
    assert second_step(client, first.lower().replace("-", " "))[0] == 303
    other = app.test_client()
    first_step(other)
    assert [second_step(other, typed)[0] for typed in (first, second)] == [422, 303]
    assert kinds().count(SecurityEventKind.RECOVERY_CODE_USED) == 2
    assert "8 of 10 left" in client.get("/account/security").text
    jobs.run()
    assert "A recovery code was used" in {mail["subject"] for mail in outbox.mails(WREN["email"])}


def trusting(client: FlaskClient) -> None:
    first_step(client)
    second_step(client, code(), trust="y")
    client.post("/logout")


def test_trusted_device_logs_in_with_the_password_for_30_days(app: Flask, client: FlaskClient, wren: User) -> None:
    trusting(client)
    assert first_step(client) == "/"
    assert client.get(SET_UP).location.startswith("/login/confirm"), "the device proves no second factor"
    assert first_step(app.test_client()) == SECOND_STEP
    client.post("/logout")
    with clock.pinned(NOW + timedelta(days=30)):
        assert first_step(client) == SECOND_STEP


def test_device_is_trusted_for_one_account_only(client: FlaskClient, wren: User) -> None:
    trusting(client)
    device = session.scalars(select(Device)).one()
    device.user_id = make_user().id
    session.commit()
    assert first_step(client) == SECOND_STEP


def test_trust_ends_with_a_new_password(client: FlaskClient, wren: User) -> None:
    trusting(client)
    wren.password_changed_at = NOW + timedelta(minutes=1)
    session.commit()
    assert first_step(client) == SECOND_STEP


def test_trust_ends_with_a_new_second_factor(client: FlaskClient, wren: User) -> None:
    trusting(client)
    first_step(client)
    client.post("/login/confirm", data={"password": WREN["password"], "app_code": code(steps=1)})
    set_up(client)
    client.post("/logout")
    assert first_step(client) == SECOND_STEP


def test_admins_trust_no_device(client: FlaskClient) -> None:
    make_wren(role=Role.ADMIN)
    first_step(client)
    assert "Trust this device" not in client.get(SECOND_STEP).text
    second_step(client, code(), trust="y")
    client.post("/logout")
    assert first_step(client) == SECOND_STEP


def test_owner_who_became_an_admin_no_longer_skips_the_second_step(client: FlaskClient, wren: User) -> None:
    trusting(client)
    wren.role = Role.ADMIN
    session.commit()
    assert first_step(client) == SECOND_STEP


def test_admin_without_a_second_factor_sets_it_up_before_the_admin_area_opens(client: FlaskClient) -> None:
    make_wren(role=Role.ADMIN, has_app=False)
    assert first_step(client).startswith(SET_UP)
    for path in ("/admin/", "/admin/people", "/admin/audit-log"):
        assert client.get(path).location == f"{SET_UP}?next={path}"
    set_up(client)
    assert client.get("/admin/").status_code == 200


def test_setting_up_the_second_factor_ends_an_admins_other_sessions(app: Flask, client: FlaskClient) -> None:
    make_wren(role=Role.ADMIN, has_app=False)
    other = app.test_client()
    first_step(other)
    first_step(client)
    set_up(client)
    assert (is_logged_in(client), is_logged_in(other)) == (True, False)


def test_admin_who_passed_the_second_step_opens_the_admin_area(client: FlaskClient) -> None:
    make_wren(role=Role.ADMIN)
    first_step(client)
    assert second_step(client, code()) == (303, "/admin/")
    assert client.get("/admin/").status_code == 200


def test_second_step_with_a_code_makes_a_new_device_known(app: Flask, client: FlaskClient, wren: User) -> None:
    for browser in (client, app.test_client()):
        first_step(browser)
        with clock.pinned(clock.now() + STEP * (browser is not client)):
            second_step(browser, code())
    assert SecurityEventKind.NEW_DEVICE not in kinds()


def test_printed_seed_of_the_demo_does_not_work_in_production(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    user = make_wren(has_app=False)
    add_app(user=user, seed=DEMO_SEED)
    production = app.extensions["settings"].model_copy(update={"environment": Environment.PRODUCTION})
    monkeypatch.setitem(app.extensions, "settings", production)
    with pytest.raises(WrongCode):
        use_code(user=user, code=code(DEMO_SEED))
