"""Two admins remove the second factors of a person who lost their device."""

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app.accounts.enums import AdminRole, Role, SecurityEventKind
from app.accounts.models import SecurityEvent, User
from app.admin.enums import AuditAction
from app.admin.models import AuditEntry
from app.core import clock
from app.core.db import session
from app.two_factor.models import AuthenticatorApp, Passkey, RecoveryCode
from tests.email.outbox import Outbox
from tests.factories import make_passkey, make_user
from tests.pages import flashed, read
from tests.support import NOW, Jobs, sign_in
from tests.two_factor.authenticator import WREN, first_step, is_logged_in, make_wren


@pytest.fixture
def wren(client: FlaskClient) -> User:
    user = make_wren()
    make_passkey(user)
    session.commit()
    return user


@pytest.fixture
def dana(app: Flask, client: FlaskClient) -> FlaskClient:
    return admin(app, "Dana Ito")


@pytest.fixture
def sol(app: Flask, client: FlaskClient) -> FlaskClient:
    return admin(app, "Sol Reyes")


def admin(app: Flask, name: str) -> FlaskClient:
    client = app.test_client()
    sign_in(client, make_user(role=Role.ADMIN, name=name))
    return client


def page(user: User, act: str = "") -> str:
    return f"/admin/people/{user.public_id}/second-factors{act}"


def ask(client: FlaskClient, user: User) -> int:
    return client.post(page(user), data={"reason": "Showed her ID in a video call."}).status_code


def has_factors(user: User) -> bool:
    session.expire_all()
    kinds = (AuthenticatorApp, RecoveryCode, Passkey)
    return any(session.scalars(select(kind).where(kind.user_id == user.id)).all() for kind in kinds)


def test_second_admin_removes_all_factors_and_ends_all_sessions(
    app: Flask, client: FlaskClient, wren: User, dana: FlaskClient, sol: FlaskClient, jobs: Jobs, outbox: Outbox
) -> None:
    sign_in(client, wren)
    assert ask(dana, wren) == 303
    assert has_factors(wren)
    person = f"/admin/people/{wren.public_id}"
    assert "Your request is saved. Another admin has to approve it" in flashed(dana, person)
    assert "Another admin has to approve it." in read(dana, person)
    assert "Dana Ito asked to remove all second factors" in read(sol, person)
    assert sol.post(page(wren, "/approve")).status_code == 303
    assert "The second factors of Wren Abernathy are removed." in flashed(sol, person)
    assert (has_factors(wren), is_logged_in(client)) == (False, False)
    assert first_step(app.test_client()) == "/"
    actions = session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)).all()
    assert actions == [AuditAction.USER_REQUEST_RESET, AuditAction.USER_APPROVE_RESET]
    events = session.execute(select(SecurityEvent.kind, SecurityEvent.by_id).order_by(SecurityEvent.id)).all()
    assert [kind for kind, by in events if by] == [SecurityEventKind.RESET_REQUESTED, SecurityEventKind.RESET_APPROVED]
    jobs.run()
    subjects = {mail["subject"] for mail in outbox.mails(WREN["email"])}
    assert {"We were asked to turn off your two-factor login", "We turned off your two-factor login"} <= subjects


def test_request_is_emailed_to_the_admins_who_may_approve_it(
    app: Flask, wren: User, dana: FlaskClient, sol: FlaskClient, jobs: Jobs, outbox: Outbox
) -> None:
    support = make_user(role=Role.ADMIN)
    support.admin_role = AdminRole.SUPPORT
    session.commit()
    assert "has to approve your request within 7 days: Sol Reyes." in read(dana, page(wren))
    ask(dana, wren)
    jobs.run()
    told = {
        user.name: [mail["subject"] for mail in outbox.mails(user.email)]
        for user in session.scalars(select(User).where(User.role == Role.ADMIN))
    }
    subject = f"Approve the removal of second factors: {wren.name}"
    assert told == {"Dana Ito": [], "Sol Reyes": [subject], support.name: []}


def test_page_says_when_no_other_admin_can_approve(wren: User, dana: FlaskClient) -> None:
    assert "No one else can approve this." in read(dana, page(wren))


def test_admin_who_asked_cannot_approve(wren: User, dana: FlaskClient) -> None:
    ask(dana, wren)
    assert "Approve" not in read(dana, f"/admin/people/{wren.public_id}")
    assert dana.post(page(wren, "/approve")).status_code == 409
    assert has_factors(wren)


def test_admins_neither_ask_nor_approve_for_themselves(app: Flask, client: FlaskClient, dana: FlaskClient) -> None:
    user = make_wren(role=Role.ADMIN)
    sign_in(client, user)
    assert ask(client, user) == 422
    ask(dana, user)
    assert client.post(page(user, "/approve")).status_code == 409
    assert has_factors(user)


def test_approval_without_a_request_changes_nothing(wren: User, sol: FlaskClient) -> None:
    assert sol.post(page(wren, "/approve")).status_code == 409
    assert has_factors(wren)


@pytest.mark.parametrize("who", ["dana", "sol"])
def test_withdrawn_request_cannot_be_approved(wren: User, dana: FlaskClient, sol: FlaskClient, who: str) -> None:
    ask(dana, wren)
    assert {"dana": dana, "sol": sol}[who].post(page(wren, "/withdraw")).status_code == 303
    assert sol.post(page(wren, "/approve")).status_code == 409
    assert ask(dana, wren) == 303


def test_request_expires_after_a_week_and_can_be_made_again(app: Flask, wren: User, dana: FlaskClient) -> None:
    ask(dana, wren)
    assert ask(dana, wren) == 422
    with clock.pinned(NOW + timedelta(days=7)):
        sol, again = admin(app, "Sol Reyes"), admin(app, "Dana Ito")
        assert sol.post(page(wren, "/approve")).status_code == 409
        assert ask(again, wren) == 303
        assert sol.post(page(wren, "/approve")).status_code == 303


def test_account_without_factors_needs_no_reset(dana: FlaskClient, client: FlaskClient) -> None:
    user = make_user()
    session.commit()
    assert ask(dana, user) == 422


@pytest.mark.parametrize("act", ["", "/approve"])
def test_asking_and_approving_need_a_recent_proof(wren: User, dana: FlaskClient, act: str) -> None:
    with clock.pinned(NOW + timedelta(minutes=11)):
        assert dana.post(page(wren, act)).location.startswith("/login/confirm")
