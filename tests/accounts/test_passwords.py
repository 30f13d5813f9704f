"""What a new password must be, and what it need not be."""

import pytest
from argon2 import PasswordHasher
from flask.testing import FlaskClient
from sqlalchemy import select

from app.accounts import passwords
from app.accounts.actions.accounts import authenticate, register
from app.accounts.errors import AccountErrorCode
from app.accounts.models import User
from app.core.db import session
from app.core.errors import DomainError
from app.login.new_password import strength

WREN = {"name": "Wren Abernathy", "email": "wren@hazel-bodywork.example"}


@pytest.mark.parametrize(
    ("password", "code"),
    [
        ("eleven char", AccountErrorCode.PASSWORD_SHORT),
        ("ﬃﬃﬃ", AccountErrorCode.PASSWORD_SHORT),  # nine letters in its normal form
        ("q" * 257, AccountErrorCode.PASSWORD_LONG),
        ("qwertyuiop123", AccountErrorCode.PASSWORD_COMMON),
        ("QWERTYuiop123", AccountErrorCode.PASSWORD_COMMON),
        ("Password1234", AccountErrorCode.PASSWORD_COMMON),
        ("Abernathy-2026!", AccountErrorCode.PASSWORD_OBVIOUS),
        ("hazel_BODYWORK_1", AccountErrorCode.PASSWORD_OBVIOUS),
        ("CozyWish2026!!", AccountErrorCode.PASSWORD_OBVIOUS),
        ("wrencozywish12", AccountErrorCode.PASSWORD_OBVIOUS),
    ],
)
def test_guessable_passwords_are_refused(password: str, code: AccountErrorCode) -> None:
    with pytest.raises(DomainError) as refused:
        passwords.check(password, **WREN)
    assert refused.value.reason is code


@pytest.mark.parametrize(
    "password",
    ["twelve chars", "lowercase only", "8153905271640", "wren likes rivers", "déjà vu 二 fois", "ﬃ" * 4, "aB3!" * 64],
)
def test_any_characters_make_a_password(password: str) -> None:
    passwords.check(password, **WREN)


def test_the_last_of_256_characters_counts() -> None:
    longest = "aB3!" * 64
    kept = passwords.hash_of(longest)
    assert passwords.fits(longest, kept)
    assert not passwords.fits(longest[:-1] + "?", kept)


def test_the_same_letters_fit_however_the_keyboard_sent_them() -> None:
    assert passwords.fits("de\u0301ja\u0300 vu encore", passwords.hash_of("d\u00e9j\u00e0 vu encore"))


def test_login_replaces_a_hash_that_costs_less_than_new_ones(db: None) -> None:
    register(email="wren@example.com", password="seven quiet hours", name="Wren")
    user = session.scalars(select(User)).one()
    user.password_hash = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash("seven quiet hours")
    authenticate(email="wren@example.com", password="seven quiet hours")
    assert not passwords.is_dated(user.password_hash)


def test_a_hash_of_what_was_typed_still_fits_and_login_replaces_it(db: None) -> None:
    register(email="wren@example.com", password="seven quiet hours", name="Wren")
    user = session.scalars(select(User)).one()
    user.password_hash = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash("de\u0301ja\u0300 vu encore")
    authenticate(email="wren@example.com", password="de\u0301ja\u0300 vu encore")
    authenticate(email="wren@example.com", password="d\u00e9j\u00e0 vu encore")


@pytest.mark.parametrize(
    ("password", "words"),
    [
        ("abernathy", "Very easy to guess."),
        ("correct horse battery staple", "Very strong."),
        ("ab" * 200, "Very easy to guess."),
    ],
)
def test_strength_is_explained_in_words(client: FlaskClient, password: str, words: str) -> None:
    with client.application.test_request_context():
        assert strength(password, {"wren", "abernathy"}).startswith(words)


def test_form_that_comes_back_says_how_strong_the_password_was(client: FlaskClient) -> None:
    page = client.post("/register", data={"name": "", "email": "a@example.com", "password": "correct horse battery"})
    assert "The password you typed: Very strong." in page.text
    assert "correct horse" not in page.text
