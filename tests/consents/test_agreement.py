"""Agreeing to the terms and the privacy policy: recorded with their version, and asked again when they change."""

import psycopg2.errors
import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from app.accounts.actions.accounts import register
from app.accounts.models import User
from app.consents.actions import agree_to_pages
from app.consents.enums import ConsentKind
from app.consents.models import Consent
from app.consents.queries import changed_pages
from app.content.actions import ask_again
from app.core.db import session
from tests import database
from tests.factories import make_user
from tests.pages import read
from tests.support import NOW, sign_in

EMAIL, PASSWORD = "wren@example.com", "seven quiet hours"
LOGIN = {"email": EMAIL, "password": PASSWORD}


@pytest.fixture
def wren(client: FlaskClient) -> User:
    user = register(email=EMAIL, password=PASSWORD, name="Wren Abernathy")
    agree_to_pages(user=user)
    session.commit()
    return user


def agreed(user: User) -> list[tuple[ConsentKind, int]]:
    rows = select(Consent.kind, Consent.version).where(Consent.user_id == user.id, Consent.is_given)
    return sorted(tuple(row) for row in session.execute(rows))


def test_new_account_agrees_to_the_current_texts(client: FlaskClient) -> None:
    ask_again(slug="terms")
    session.commit()
    client.post("/register", data={"name": "Wren Abernathy", **LOGIN})
    user = session.scalars(select(User)).one()
    assert agreed(user) == [(ConsentKind.PRIVACY, 1), (ConsentKind.TERMS, 2)]
    assert session.scalars(select(Consent.at)).first() == NOW


@pytest.mark.usefixtures("db", "now")
def test_account_from_before_the_record_agreed_to_the_first_version() -> None:
    user = make_user()
    assert changed_pages(user) == []
    ask_again(slug="privacy")
    assert changed_pages(user) == [ConsentKind.PRIVACY]


def test_changed_terms_are_shown_once_after_logging_in(client: FlaskClient, wren: User) -> None:
    ask_again(slug="terms")
    session.commit()
    answer = client.post("/login", data={**LOGIN, "next": "/bookings/"})
    assert answer.headers["Location"] == "/login/agreement?next=/bookings/"
    page = read(client, "/login/agreement?next=/bookings/")
    assert "Our terms changed" in page
    assert "privacy policy" not in page
    assert client.get("/bookings/").status_code == 200  # "Not now" leads there
    assert client.post("/login/agreement", data={"next": "/bookings/"}).headers["Location"] == "/bookings/"
    assert agreed(wren) == [(ConsentKind.PRIVACY, 1), (ConsentKind.TERMS, 1), (ConsentKind.TERMS, 2)]
    client.post("/logout")
    assert client.post("/login", data={**LOGIN, "next": "/bookings/"}).headers["Location"] == "/bookings/"


def test_agreement_leads_only_to_pages_of_this_site(client: FlaskClient, wren: User) -> None:
    ask_again(slug="terms")
    sign_in(client, wren)
    page = client.get("/login/agreement?next=//evil.example/").text
    assert "evil.example" not in page.partition("<main")[2].partition("</main>")[0]
    answer = client.post("/login/agreement", data={"next": "//evil.example/"})
    assert answer.headers["Location"] == "/"


def test_privacy_page_shows_what_the_person_agreed_to(client: FlaskClient, wren: User) -> None:
    sign_in(client, wren)
    assert "Terms Agreed Version 1. Read it" in read(client, "/account/privacy/")
    ask_again(slug="terms")
    session.commit()
    page = read(client, "/account/privacy/")
    assert "Terms Text changed Version 1." in page
    assert "Privacy policy Agreed" in page


@pytest.mark.parametrize("statement", ["UPDATE consent SET version = 2", "DELETE FROM consent", "TRUNCATE consent"])
def test_database_rejects_changes_to_consents(database_url: str, wren: User, statement: str) -> None:
    with pytest.raises(psycopg2.errors.Error, match="consent is append-only"):
        database.execute(database_url, statement)
