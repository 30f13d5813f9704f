"""Guessing codes: waits that a right password doesn't end."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from app.core import clock
from app.login.attempts import NEARBY
from app.web.extensions import limiter
from tests.support import NOW
from tests.two_factor.authenticator import SECOND_STEP, code, first_step, make_wren, second_step


@pytest.fixture
def guesser(client: FlaskClient) -> Iterator[FlaskClient]:
    """Return a browser that passed the first step and used up its free guesses, with limits on."""
    make_wren()
    limiter.enabled = True
    first_step(client)
    assert [second_step(client, "000000")[0] for _ in range(NEARBY.free)] == [422] * NEARBY.free
    yield client
    limiter.enabled = False


def test_wrong_codes_make_the_next_one_wait(guesser: FlaskClient) -> None:
    refused = guesser.post(SECOND_STEP, data={"code": code()})
    assert (refused.status_code, refused.headers["Retry-After"]) == (429, "30")
    with clock.pinned(NOW + NEARBY.first):
        assert second_step(guesser, code())[0] == 303


def test_right_password_does_not_end_the_wait_for_codes(guesser: FlaskClient) -> None:
    assert first_step(guesser) == SECOND_STEP
    assert second_step(guesser, code())[0] == 429


def test_wait_survives_a_wrong_code_after_it(guesser: FlaskClient) -> None:
    with clock.pinned(NOW + NEARBY.first):
        assert second_step(guesser, "000000")[0] == 422
    with clock.pinned(NOW + NEARBY.first + timedelta(seconds=59)):
        assert second_step(guesser, code())[0] == 429
