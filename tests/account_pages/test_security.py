"""The security page: where a person is logged in, whether a new device was theirs, and what happened."""

import re
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app.accounts.actions.accounts import register
from app.accounts.actions.security_events import record_refusal
from app.accounts.enums import SecurityEventKind
from app.accounts.models import Device, LoginSession, SecurityEvent, User
from app.core import clock
from app.core.db import session
from app.profiles.models import Profile
from tests.email.outbox import Outbox
from tests.factories import add, make_venue
from tests.pages import flashed, read
from tests.support import NOW, Jobs, sign_in, statements

WREN = {"email": "wren@example.com", "password": "seven quiet hours"}
MAC = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 Version/18.0 Safari/605.1"
PC = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/156.0 Safari/537.36 Edg/156.0"
PAGE = "/account/security"


@pytest.fixture
def wren(client: FlaskClient) -> User:
    user = register(**WREN, name="Wren Abernathy")
    session.commit()
    log_in(client, MAC)
    return user


def log_in(client: FlaskClient, agent: str) -> None:
    assert client.post("/login", data=WREN, headers={"User-Agent": agent}).status_code == 303


def kinds() -> list[SecurityEventKind]:
    return list(session.scalars(select(SecurityEvent.kind).order_by(SecurityEvent.id)))


def test_first_device_is_known_and_a_second_one_is_asked_about(app: Flask, client: FlaskClient, wren: User) -> None:
    assert "Was this you?" not in read(client, PAGE)
    stranger = app.test_client()
    log_in(stranger, PC)
    page = read(client, PAGE)
    assert "Was this you? Windows PC, Edge logged in to your account today at 10:00 AM PDT." in page
    assert "Was this you?" not in read(stranger, PAGE)  # a thief would say yes
    device = session.scalars(select(Device.public_id).order_by(Device.id.desc())).first()
    assert stranger.post(f"{PAGE}/devices/{device}/confirm").status_code == 403
    assert kinds() == [SecurityEventKind.LOGGED_IN, SecurityEventKind.NEW_DEVICE]


def test_confirmed_device_is_not_asked_about_again(app: Flask, client: FlaskClient, wren: User) -> None:
    log_in(app.test_client(), PC)
    device = session.scalars(select(Device).order_by(Device.id.desc())).first()
    assert device is not None
    client.post(f"{PAGE}/devices/{device.public_id}/confirm")
    client.post(f"{PAGE}/devices/{device.public_id}/confirm")
    page = read(client, PAGE)
    assert ("Was this you?" in page, "Windows PC, Edge Not confirmed" in page) == (False, False)
    assert kinds().count(SecurityEventKind.DEVICE_CONFIRMED) == 1


def test_known_device_logs_in_again_without_a_question(client: FlaskClient, wren: User) -> None:
    client.post("/logout")
    log_in(client, MAC)
    assert kinds() == [SecurityEventKind.LOGGED_IN] * 2
    assert len(session.scalars(select(Device)).all()) == 1


def test_times_are_those_of_the_home_city_or_else_of_the_venue(client: FlaskClient, wren: User) -> None:
    def changed(to: User) -> str:
        sign_in(client, to)
        found = re.search(r"Last changed (today at .*?)\.", read(client, PAGE))
        return found[1] if found else ""

    wren.password_changed_at = NOW
    assert changed(wren) == "today at 10:00 AM PDT"
    add(Profile(user_id=wren.id, city="Austin, TX", zone_name="America/Chicago"))
    assert changed(wren) == "today at 12:00 PM CDT"
    venue = make_venue()
    venue.zone_name = "America/New_York"
    owner = session.get_one(User, venue.owner_id)
    owner.password_changed_at = NOW
    assert changed(owner) == "today at 1:00 PM EDT"


def test_new_device_is_reported_by_email(
    app: Flask, client: FlaskClient, wren: User, jobs: Jobs, outbox: Outbox
) -> None:
    log_in(app.test_client(), PC)
    jobs.run()
    assert "Was this you?" in outbox.mail(WREN["email"])["text"]


def test_one_device_can_be_logged_out(app: Flask, client: FlaskClient, wren: User) -> None:
    other = app.test_client()
    log_in(other, PC)
    logins = {login.user_agent: login.public_id for login in session.scalars(select(LoginSession))}
    assert client.post(f"{PAGE}/sessions/{logins[PC]}/log-out").status_code == 303
    assert (other.get(PAGE).status_code, client.get(PAGE).status_code) == (303, 200)
    again = client.post(f"{PAGE}/sessions/{logins[PC]}/log-out")
    assert (again.status_code, "already logged out" in again.text) == (404, True)


def test_all_other_devices_can_be_logged_out(app: Flask, client: FlaskClient, wren: User) -> None:
    others = [app.test_client() for _ in range(2)]
    for other in others:
        log_in(other, PC)
    client.post(f"{PAGE}/log-out-others")
    assert "2 other devices are logged out." in flashed(client, PAGE)
    assert [other.get(PAGE).status_code for other in others] == [303, 303]
    assert client.get(PAGE).status_code == 200


def test_ended_sessions_are_not_listed(app: Flask, client: FlaskClient, wren: User) -> None:
    log_in(app.test_client(), PC)
    with clock.pinned(NOW + timedelta(days=29)):
        client.get(PAGE)
    with clock.pinned(NOW + timedelta(days=31)):
        assert "You’re logged in on 1 device." in read(client, PAGE)


def test_security_page_reads_a_constant_number_of_statements(app: Flask, client: FlaskClient, wren: User) -> None:
    def count() -> int:
        with statements() as sent:
            client.get(PAGE)
        return len(sent)

    first = count()
    for _ in range(3):
        log_in(app.test_client(), PC)
    assert count() == first


def test_wrong_passwords_in_a_row_are_one_line(client: FlaskClient, wren: User) -> None:
    for _ in range(3):
        record_refusal(SecurityEventKind.WRONG_PASSWORD, user_id=wren.id, ip="192.0.2.1")
    page = read(client, PAGE)
    assert "Wrong password, 3 times" in page
    assert page.count("Wrong password") == 1
