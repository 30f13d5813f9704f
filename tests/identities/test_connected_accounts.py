"""Connecting and disconnecting accounts at providers, and proving with them who one is."""

from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from app.accounts.actions.accounts import register
from app.accounts.enums import SecurityEventKind
from app.accounts.models import LoginSession, SecurityEvent, User
from app.core import clock
from app.core.db import session
from app.identities.enums import Provider
from app.identities.models import ExternalIdentity
from app.two_factor.actions.authenticator import add_app
from app.two_factor.seeds import new_seed
from tests.email.outbox import Outbox
from tests.identities.steps import WREN, Visit
from tests.sandbox.servers import IdentitySandbox
from tests.support import NOW, Jobs, sign_in

SECURITY = "/account/security"


@pytest.fixture
def wren(client: FlaskClient) -> User:
    """A guest with a password, who has just logged in."""
    user = register(**WREN, password="seven quiet hours")
    sign_in(client, user)
    return user


@pytest.fixture
def visit(client: FlaskClient, sandbox: IdentitySandbox) -> Visit:
    return Visit(client, sandbox)


def connected() -> list[Provider]:
    session.rollback()
    return list(session.scalars(select(ExternalIdentity.provider).order_by(ExternalIdentity.id)))


def page(visit: Visit) -> str:
    return visit.client.get(SECURITY).text


def test_any_account_at_a_provider_can_be_connected(visit: Visit, wren: User) -> None:
    assert visit.connect(email="wren@work.example").location == SECURITY
    text = page(visit)
    assert "Google is connected." in text
    assert "wren@work.example, connected May 14, 2026" in text
    visit.client.post("/logout")
    visit.log_in(email="wren@work.example")
    assert "Log out" in visit.client.get("/about/help").text


def test_the_account_holder_gets_an_email_about_it(visit: Visit, wren: User, jobs: Jobs, outbox: Outbox) -> None:
    visit.connect()
    jobs.run()
    mail = outbox.mail(WREN["email"])
    assert mail["subject"] == "Google was connected to your CozyWish account"
    visit.client.post("/login/with/google/disconnect")
    jobs.run()
    assert outbox.mails(WREN["email"])[-1]["subject"] == "Google was disconnected from your CozyWish account"
    kinds = [event.kind for event in session.scalars(select(SecurityEvent).order_by(SecurityEvent.id))]
    assert kinds[-2:] == [SecurityEventKind.GOOGLE_CONNECTED, SecurityEventKind.GOOGLE_DISCONNECTED]


def test_an_account_of_another_user_is_refused(visit: Visit, wren: User) -> None:
    visit.connect()
    visit.client.post("/logout")
    sign_in(visit.client, register(email="robin@example.com", password="seven quiet hours", name="Robin Vale"))
    visit.connect()
    assert "connected to another CozyWish account" in page(visit)
    assert connected() == [Provider.GOOGLE]


def test_a_second_account_of_the_same_provider_is_refused(visit: Visit, wren: User) -> None:
    visit.connect()
    visit.connect(email="wren@work.example")
    assert "Another Google account is already connected." in page(visit)
    assert connected() == [Provider.GOOGLE]


def test_an_attempt_of_another_user_connects_nothing(visit: Visit, wren: User) -> None:
    visit.choose(visit.start("connect"))
    visit.client.post("/logout")
    sign_in(visit.client, register(email="robin@example.com", password="seven quiet hours", name="Robin Vale"))
    visit.finish(visit.come_back())
    assert connected() == []


@pytest.mark.parametrize("action", ["connect", "disconnect"])
def test_changes_need_a_recent_proof(visit: Visit, wren: User, action: str) -> None:
    with clock.pinned(NOW + timedelta(minutes=11)):
        response = visit.client.post(f"/login/with/google/{action}", headers={"Referer": f"http://localhost{SECURITY}"})
    assert response.location == f"/login/confirm?next={SECURITY}&unsaved=1"


def test_the_only_way_in_stays(visit: Visit) -> None:
    visit.log_in()
    visit.client.post("/login/with/google/disconnect")
    assert "Google is your only way to log in." in page(visit)
    assert connected() == [Provider.GOOGLE]
    visit.provider = Provider.APPLE
    visit.connect()
    visit.client.post("/login/with/google/disconnect")
    assert connected() == [Provider.APPLE]


def test_connecting_twice_is_like_once(visit: Visit, wren: User) -> None:
    for _ in range(2):
        visit.connect()
    assert connected() == [Provider.GOOGLE]
    kinds = session.scalars(select(SecurityEvent.kind)).all()
    assert kinds.count(SecurityEventKind.GOOGLE_CONNECTED) == 1


def test_disconnecting_twice_is_like_once(visit: Visit, wren: User) -> None:
    visit.connect()
    for _ in range(2):
        assert visit.client.post("/login/with/google/disconnect").location == SECURITY
    assert connected() == []


def proven_at() -> object:
    session.rollback()
    session.expire_all()
    return session.scalars(select(LoginSession.proven_at)).one()


def test_a_connected_account_proves_who_one_is(visit: Visit, wren: User) -> None:
    visit.connect()
    later = NOW + timedelta(minutes=11)
    with clock.pinned(later):
        visit.sandbox.set_clock(later)
        assert "Continue with Google" in visit.client.get("/login/confirm").text
        visit.choose(visit.start("confirm", next="/account/reminders"))
        assert visit.finish(visit.come_back()).location == "/account/reminders"
    assert proven_at() == later


def test_a_connected_account_is_not_enough_with_two_factor_log_in(visit: Visit, wren: User) -> None:
    visit.connect()
    add_app(user=wren, seed=new_seed())
    session.commit()
    later = NOW + timedelta(minutes=11)
    with clock.pinned(later):
        visit.sandbox.set_clock(later)
        assert "Continue with Google" not in visit.client.get("/login/confirm").text
        visit.choose(visit.start("confirm", next="/account/reminders"))
        visit.finish(visit.come_back())
        assert "isn’t enough to make this change" in page(visit)
    assert proven_at() == NOW


def test_another_account_at_the_provider_proves_nothing(visit: Visit, wren: User) -> None:
    visit.connect()
    with clock.pinned(NOW + timedelta(minutes=11)):
        visit.sandbox.set_clock(NOW + timedelta(minutes=11))
        visit.choose(visit.start("confirm"), email="robin@example.com")
        visit.finish(visit.come_back())
        assert "isn’t connected to the account" in page(visit)
    assert proven_at() == NOW
