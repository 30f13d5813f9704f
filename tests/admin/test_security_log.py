"""The security log: what it shows, resolving an event, and the alarm about severe ones."""

import pytest
from flask.testing import FlaskClient

from app.accounts.actions.roles import set_role
from app.accounts.actions.security_events import record_event, record_refusal
from app.accounts.enums import AdminRole, Role, SecurityEventKind
from app.accounts.models import User
from app.accounts.severities import severity_of
from app.core.db import session
from app.core.security_log import Severity
from tests.email.outbox import Outbox
from tests.factories import make_user
from tests.pages import flashed, read
from tests.support import Jobs, sign_in, statements

PAGE = "/admin/security-log"


@pytest.fixture
def dana(client: FlaskClient) -> User:
    admin = make_user(role=Role.ADMIN, name="Dana Ito", email="dana@example.com")
    session.commit()
    sign_in(client, admin)
    return admin


@pytest.fixture
def wren() -> User:
    user = make_user(name="Wren Abernathy", email="wren@example.com")
    session.commit()
    return user


def test_new_device_matters_more_for_people_who_see_the_data_of_others() -> None:
    found = [severity_of(SecurityEventKind.NEW_DEVICE, role) for role in (None, Role.GUEST, Role.PROVIDER, Role.ADMIN)]
    assert found == [Severity.INFO, Severity.INFO, Severity.WARNING, Severity.WARNING]


def test_log_leaves_out_log_ins_unless_asked(client: FlaskClient, dana: User, wren: User) -> None:
    record_event(SecurityEventKind.LOGGED_IN, user=wren)
    record_refusal(SecurityEventKind.WRONG_PASSWORD, user_id=wren.id, ip="192.0.2.9")
    session.commit()
    page = read(client, PAGE).partition("Search")[2]
    assert ("Wrong password" in page, "192.0.2.0/24" in page, "Logged in" in page) == (True, True, False)
    for query in ("kind=logged_in", "severity=info"):
        assert "Logged in" in read(client, f"{PAGE}?{query}").partition("Search")[2]


def test_log_is_filtered_by_severity_and_person(client: FlaskClient, dana: User, wren: User) -> None:
    record_event(SecurityEventKind.ACCOUNT_SECURED, user=wren)
    record_event(SecurityEventKind.SUSPENDED, user=make_user(name="Robin Vale"))
    session.commit()
    shown = [
        [name in read(client, f"{PAGE}?{query}").partition("Search")[2] for name in ("Wren Abernathy", "Robin Vale")]
        for query in ("severity=warning", "person=robin", "person=example.com")
    ]
    assert shown == [[True, False], [False, True], [True, True]]
    assert client.get(f"{PAGE}?severity=nonsense").status_code == 422


def test_resolved_event_shows_the_note_and_leaves_the_open_ones(client: FlaskClient, dana: User, wren: User) -> None:
    event = record_event(SecurityEventKind.ACCOUNT_SECURED, user=wren)
    session.commit()
    path = f"{PAGE}/{event.public_id}/resolve"
    assert "Say what you found" in client.post(path, data={"note": " "}).text
    assert client.post(path, data={"note": "We called them."}).status_code == 303
    assert "The event is resolved." in flashed(client, PAGE)
    assert "“We called them.”" in read(client, PAGE)
    assert "Account secured" not in read(client, f"{PAGE}?open=y").partition("Search")[2]
    again = client.post(path, data={"note": "Me too."})
    assert (again.status_code, "Another admin resolved this event" in again.text) == (422, True)


def test_severe_event_alarms_the_superadmins(client: FlaskClient, dana: User, jobs: Jobs, outbox: Outbox) -> None:
    support = make_user(role=Role.ADMIN)
    support.admin_role = AdminRole.SUPPORT
    set_role(user=make_user(name="Robin Vale"), role=Role.ADMIN, admin_role=AdminRole.MODERATOR, by=dana)
    jobs.run()
    mail = outbox.mail("dana@example.com")
    assert "Role changed by CozyWish" in mail["text"]
    assert "Robin Vale" in mail["text"]
    assert outbox.mails(support.email) == []


def test_alarm_about_a_refused_request_is_deferred_although_it_rolls_back(
    client: FlaskClient, dana: User, wren: User, jobs: Jobs, outbox: Outbox
) -> None:
    record_refusal(SecurityEventKind.GUESSING, user_id=wren.id, role=wren.role, ip="192.0.2.9")
    session.rollback()
    jobs.run()
    assert "Many wrong passwords" in outbox.mail("dana@example.com")["text"]


def test_number_of_statements_does_not_depend_on_the_number_of_events(client: FlaskClient, dana: User) -> None:
    def count() -> int:
        with statements() as sent:
            client.get(PAGE)
        return len(sent)

    record_event(SecurityEventKind.SUSPENDED, user=make_user())
    session.commit()
    first = count()
    for _ in range(4):
        record_event(SecurityEventKind.SUSPENDED, user=make_user())
    session.commit()
    assert count() == first
