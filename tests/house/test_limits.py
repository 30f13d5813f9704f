"""Guessing is slow, and being slowed is explained."""

import pytest
from flask.testing import FlaskClient

from app.errors import WORDS

# Refused before the password is looked at, which takes 50 ms on purpose: all tries are within one minute.
WRONG = {"email": "wren@example.com", "password": ""}


def guesses(client: FlaskClient, number: int, **changed: str) -> list[int]:
    return [client.post("/login", data={**WRONG, **changed}).status_code for _ in range(number)]


def test_ten_tries_a_minute_for_an_address(strict_without_tokens: FlaskClient) -> None:
    assert guesses(strict_without_tokens, 12) == [422] * 10 + [429] * 2


def test_writing_the_address_otherwise_gives_no_further_tries(strict_without_tokens: FlaskClient) -> None:
    guesses(strict_without_tokens, 10)
    assert guesses(strict_without_tokens, 1, email=" WREN@example.com ") == [429]


def test_another_address_has_tries_of_its_own(strict_without_tokens: FlaskClient) -> None:
    guesses(strict_without_tokens, 10)
    assert guesses(strict_without_tokens, 1, email="robin@example.com") == [422]


def test_the_same_address_from_another_place_has_tries_of_its_own(strict_without_tokens: FlaskClient) -> None:
    guesses(strict_without_tokens, 10)
    elsewhere = strict_without_tokens.post("/login", data=WRONG, environ_base={"REMOTE_ADDR": "192.0.2.7"})
    assert elsewhere.status_code == 422


def test_one_place_cannot_go_through_many_addresses(strict_without_tokens: FlaskClient) -> None:
    tries = [guesses(strict_without_tokens, 1, email=f"person{n}@example.com")[0] for n in range(61)]
    assert tries == [422] * 60 + [429]


def test_registering_is_limited_too(strict_without_tokens: FlaskClient) -> None:
    sent = [strict_without_tokens.post("/register", data=WRONG).status_code for _ in range(11)]
    assert sent == [422] * 10 + [429]


def test_looking_at_the_form_is_never_limited(strict_without_tokens: FlaskClient) -> None:
    guesses(strict_without_tokens, 11)
    assert strict_without_tokens.get("/login").status_code == 200


def test_the_page_says_to_wait_and_the_header_how_long(strict_without_tokens: FlaskClient) -> None:
    guesses(strict_without_tokens, 10)
    response = strict_without_tokens.post("/login", data=WRONG)
    assert WORDS[429].message in response.text
    assert 0 < int(response.headers["Retry-After"]) <= 60


@pytest.mark.parametrize("email", ["", "x" * 10_000, "\u202e", "a b"])
def test_whatever_stands_for_the_address_is_counted(strict_without_tokens: FlaskClient, email: str) -> None:
    assert guesses(strict_without_tokens, 11, email=email)[-1] == 429
