"""Wrong passwords make the next try wait, for the account from one network and from anywhere, and lock no one out."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from threading import Event, Thread

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.exceptions import TooManyRequests

from app.accounts import hash_queue, passwords
from app.accounts.actions.accounts import WrongPassword, register
from app.accounts.actions.devices import add_device
from app.accounts.enums import SecurityEventKind
from app.accounts.errors import AccountErrorCode
from app.accounts.models import SecurityEvent, User
from app.core import clock
from app.core.db import session
from app.core.errors import Unavailable
from app.login import attempts, waits
from app.login.attempts import ANYWHERE, NEARBY
from app.login.models import LoginWait
from app.web.extensions import limiter
from tests.factories import make_user
from tests.support import NOW, sign_in

EMAIL = "wren@example.com"
HOME, AWAY = "192.0.2.1", "198.51.100.7"


@pytest.fixture(autouse=True)
def strict(db: None, now: None) -> Iterator[None]:
    limiter.enabled = True
    yield
    limiter.enabled = False


@pytest.fixture
def wren() -> User:
    user = make_user(email=EMAIL)
    session.commit()
    return user


@contextmanager
def trying(app: Flask, ip: str, device: str = "", email: str = EMAIL) -> Iterator[None]:
    headers = {"Cookie": f"device={device}"} if device else {}
    data = {"email": email}
    with (
        app.test_request_context("/login", method="POST", data=data, headers=headers, environ_base={"REMOTE_ADDR": ip}),
        attempts.counted(WrongPassword),
    ):
        yield


def guess(app: Flask, ip: str = HOME, device: str = "", email: str = EMAIL) -> int:
    """Try a wrong password. Return 0 if it was checked, or else how many seconds to wait."""
    try:
        with trying(app, ip, device, email):
            raise WrongPassword(AccountErrorCode.WRONG_PASSWORD)
    except WrongPassword:
        return 0
    except TooManyRequests as error:
        return int(str(error.retry_after))


def test_wait_doubles_with_each_wrong_password_up_to_an_hour() -> None:
    waited = [NEARBY.after(number).total_seconds() for number in (4, 5, 6, 7, 40)]
    assert waited == [0, 30, 60, 120, 3600]


def test_sixth_try_from_a_network_waits_until_its_time(app: Flask, wren: User) -> None:
    assert [guess(app) for _ in range(6)] == [0, 0, 0, 0, 0, 30]
    with clock.pinned(NOW + timedelta(seconds=30)):
        assert [guess(app), guess(app), guess(app, AWAY)] == [0, 60, 0]


def test_other_ways_to_type_an_address_share_its_waits(app: Flask, wren: User) -> None:
    """Accounts have an address in one form, so otherwise each spelling would be worth five more tries."""
    spellings = ("WREN@Example.com", " wren@example.com ", "wren@example\uff0ecom", "wren@\uff45xample.com")
    assert [guess(app, email=spelling) for spelling in (*spellings, EMAIL, spellings[-1])] == [0, 0, 0, 0, 0, 30]


def test_right_password_ends_the_wait_of_its_network(app: Flask, wren: User) -> None:
    for _ in range(4):
        guess(app)
    with trying(app, HOME):
        pass
    assert [guess(app) for _ in range(6)] == [0, 0, 0, 0, 0, 30]


def test_many_networks_together_slow_an_account_but_not_its_known_device(app: Flask, wren: User) -> None:
    add_device(user=wren, token="of-the-phone", user_agent="Firefox")
    session.commit()
    for number in range(ANYWHERE.free):
        guess(app, f"203.0.113.{number}")
    assert guess(app, AWAY) == 60
    assert guess(app, AWAY, device="of-the-phone") == 0


def test_known_device_has_waits_of_its_own(app: Flask, wren: User) -> None:
    add_device(user=wren, token="of-the-phone", user_agent="Firefox")
    session.commit()
    assert [guess(app, HOME, device="of-the-phone") for _ in range(6)] == [0, 0, 0, 0, 0, 30]


def test_made_up_address_waits_like_a_real_one(app: Flask) -> None:
    assert [guess(app) for _ in range(6)] == [0, 0, 0, 0, 0, 30]


def test_each_wrong_password_is_an_event_and_a_refused_try_is_none(app: Flask, wren: User) -> None:
    for _ in range(7):
        guess(app)
    events = session.scalars(select(SecurityEvent)).all()
    assert [(event.kind, event.user_id, event.network) for event in events] == [
        (SecurityEventKind.WRONG_PASSWORD, wren.id, "192.0.2.0/24")
    ] * 5


def test_waits_are_forgotten_after_a_day(app: Flask, wren: User) -> None:
    guess(app)
    with clock.pinned(NOW + timedelta(hours=23)):
        assert waits.purge() == 0
    with clock.pinned(NOW + timedelta(hours=24)):
        assert waits.purge() == 2
    assert session.scalars(select(LoginWait)).all() == []


def test_another_email_in_the_form_does_not_avoid_the_wait_of_a_step_up(client: FlaskClient) -> None:
    sign_in(client, register(email=EMAIL, password="seven quiet hours", name="Wren"))
    statuses = [
        client.post("/login/confirm", data={"password": "wrong", "email": f"{number}@example.com"}).status_code
        for number in range(NEARBY.free + 1)
    ]
    assert statuses == [422] * NEARBY.free + [429]


def test_page_says_how_long_to_wait(app: Flask, client: FlaskClient) -> None:
    register(email=EMAIL, password="seven quiet hours", name="Wren Abernathy")
    session.commit()
    for number in range(8):
        with clock.pinned(NOW + timedelta(hours=number)):
            guess(app, "127.0.0.1")
    with clock.pinned(NOW + timedelta(hours=7)):
        response = client.post("/login", data={"email": EMAIL, "password": "seven quiet hours"})
    assert (response.status_code, response.headers["Retry-After"]) == (429, "240")
    assert "Wait 4 minutes, then try again." in response.text


def test_requests_that_wait_too_long_for_a_hash_are_refused(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hash_queue, "LONGEST_WAIT", 0.01)
    finished = Event()
    hash_queue._hashing.submit(finished.wait, 10)
    try:
        with app.test_request_context(), pytest.raises(Unavailable):
            passwords.hash_of("seven quiet hours")
    finally:
        finished.set()


def test_one_thread_of_a_web_process_never_waits_for_a_hash(app: Flask) -> None:
    with app.test_request_context(), ExitStack() as others:
        for _ in range(app.extensions["settings"].web_threads - 1):
            others.enter_context(hash_queue._line.joined(longest=99))
        with pytest.raises(Unavailable):
            passwords.hash_of("seven quiet hours")


def test_processes_hash_in_turn(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hash_queue, "_PLACES", 1)
    file = hash_queue._places.fileno()
    holds = f"import fcntl, sys; fcntl.lockf({file}, fcntl.LOCK_EX, 1, 0); print(flush=True); sys.stdin.read()"
    other = subprocess.Popen(
        [sys.executable, "-c", holds], pass_fds=[file], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    with other:
        assert other.stdout is not None
        other.stdout.readline()
        waiting = Thread(target=lambda: passwords.hash_of("seven quiet hours"))
        waiting.start()
        waiting.join(timeout=0.2)
        assert waiting.is_alive()
        other.communicate()
        waiting.join()
