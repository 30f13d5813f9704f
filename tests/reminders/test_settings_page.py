"""Choosing when to get reminders: in the account and through the link in an email."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.accounts.enums import Reminders
from app.accounts.models import User
from app.core.db import session
from app.guests.models import Guest
from app.reminders.signed import token_for
from tests.factories import add, make_user, make_venue
from tests.support import sign_in


@pytest.fixture
def wren(client: FlaskClient) -> User:
    user = make_user()
    session.commit()
    return user


@pytest.mark.parametrize("choice", Reminders)
def test_reminders_are_chosen_in_the_account(client: FlaskClient, wren: User, choice: Reminders) -> None:
    sign_in(client, wren)
    assert client.post("/account/reminders", data={"reminders": choice.value}).status_code == 303
    session.refresh(wren)
    assert wren.reminders is choice
    assert f'value="{choice.value}" checked' in client.get("/account/reminders").text


@pytest.mark.parametrize("odd", ["", "never", "BOTH"])
def test_invalid_choices_are_refused(client: FlaskClient, wren: User, odd: str) -> None:
    sign_in(client, wren)
    assert client.post("/account/reminders", data={"reminders": odd}).status_code == 422
    session.refresh(wren)
    assert wren.reminders is Reminders.BOTH


def test_opening_the_link_changes_nothing(client: FlaskClient, wren: User) -> None:
    address = f"/reminders/{token_for(wren)}"
    assert client.get(address).status_code == 200
    assert client.head(address).status_code == 200
    session.refresh(wren)
    assert wren.reminders is Reminders.BOTH


def test_one_click_unsubscribe_turns_off_reminders(app: Flask, client: FlaskClient, wren: User) -> None:
    """CSRF protection is on, and the request has neither a session nor a token."""
    app.config["WTF_CSRF_ENABLED"] = True
    try:
        answer = client.post(f"/reminders/{token_for(wren)}", data={"List-Unsubscribe": "One-Click"})
    finally:
        app.config["WTF_CSRF_ENABLED"] = False
    assert answer.status_code == 200
    session.refresh(wren)
    assert wren.reminders is Reminders.NONE


def test_the_link_changes_the_choice_without_logging_in(client: FlaskClient, wren: User) -> None:
    assert client.post(f"/reminders/{token_for(wren)}", data={"reminders": "hours"}).status_code == 303
    session.refresh(wren)
    assert wren.reminders is Reminders.HOURS


def test_guests_without_an_account_can_only_turn_reminders_on_or_off(client: FlaskClient) -> None:
    ada = add(Guest(venue_id=make_venue().id, name="Ada Quist", email="ada@example.com", reminders=True))
    session.commit()
    address = f"/reminders/{token_for(ada)}"
    assert "2 hours before" not in client.get(address).text.replace("and 2 hours before", "")
    assert client.post(address, data={"reminders": "hours"}).status_code == 422
    assert client.post(address, data={"reminders": "none"}).status_code == 303
    session.refresh(ada)
    assert not ada.reminders


def test_forged_links_are_refused(client: FlaskClient, wren: User) -> None:
    other = make_user()
    session.commit()
    good = token_for(wren)
    body, _, signature = good.rpartition(".")
    forged = token_for(other).rpartition(".")[0]
    for token in (f"{forged}.{signature}", f"{body}.", body, "x", good[:-1], f"{good}x", wren.public_id):
        assert client.post(f"/reminders/{token}", data={"List-Unsubscribe": "One-Click"}).status_code == 404
    session.refresh(wren)
    session.refresh(other)
    assert (wren.reminders, other.reminders) == (Reminders.BOTH, Reminders.BOTH)


def test_the_linked_page_reveals_only_a_first_name(client: FlaskClient, wren: User) -> None:
    page = client.get(f"/reminders/{token_for(wren)}").text
    assert "Wren" in page
    assert "Abernathy" not in page
    assert wren.email not in page
