import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from app.accounts.actions import AddressTaken, authenticate, register
from app.accounts.enums import Role
from app.accounts.models import User
from app.db import session
from tests.tabs import DONE, in_tabs

WREN = {"name": "Wren Abernathy", "email": "wren@example.com", "password": "seven quiet hours"}
TAKEN = "An account with this email already exists. Log in instead, or use another email."


def send(client: FlaskClient, **changed: str) -> tuple[int, str]:
    """The status, and where it leads or what it shows."""
    response = client.post("/register", data={**WREN, **changed})
    return response.status_code, response.headers.get("Location") or response.text


def accounts() -> int:
    return session.scalar(select(func.count()).select_from(User)) or 0


def test_a_new_customer_is_logged_in_and_led_on(client: FlaskClient) -> None:
    assert send(client, next="/cart") == (303, "/cart")
    user = session.scalars(select(User)).one()
    assert (user.name, user.email, user.role) == ("Wren Abernathy", "wren@example.com", Role.GUEST)
    assert "Log out" in client.get("/about/help").text


def test_the_password_is_kept_as_an_argon2_hash(client: FlaskClient) -> None:
    send(client)
    assert session.scalars(select(User.password_hash)).one().startswith("$argon2id$")


def test_nobody_registers_into_another_role(client: FlaskClient) -> None:
    send(client, role="admin")
    assert session.scalars(select(User.role)).one() is Role.GUEST


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"name": ""}, "Enter your name."),
        ({"name": " \t "}, "Enter your name."),
        ({"name": "W" * 121}, "Shorten this to 120 characters."),
        ({"email": ""}, "Enter your email address."),
        ({"email": "wren@example"}, "Enter an email address like name@example.com."),
        ({"email": "wren example.com"}, "Enter an email address like name@example.com."),
        ({"email": "wren@example.com\nbcc:robin@example.com"}, "Enter an email address like name@example.com."),
        ({"email": "w" * 250 + "@example.com"}, "Enter an email address like name@example.com."),
        ({"password": ""}, "Choose a password."),
        ({"password": "eleven char"}, "Choose a password with at least 12 characters."),
        ({"password": "p" * 201}, "Choose a password with up to 200 characters."),
    ],
)
def test_what_needs_fixing_is_said_and_the_rest_stays(client: FlaskClient, changed: dict[str, str], said: str) -> None:
    status, page = send(client, **changed)
    assert (status, page.count(said)) == (422, 2), "once above the form and once at the field"
    kept = {name: value for name, value in WREN.items() if name != "password" and name not in changed}
    assert all(f'value="{value}"' in page for value in kept.values())
    assert WREN["password"] not in page
    assert accounts() == 0


def test_all_mistakes_are_said_at_once(client: FlaskClient) -> None:
    _, page = send(client, name="", email="", password="")
    assert "Fix 3 things to continue" in page


def test_a_taken_address_is_said_whatever_its_case(client: FlaskClient) -> None:
    send(client)
    status, page = send(client, email="WREN@Example.com", password="eight loud hours")
    assert (status, TAKEN in page) == (422, True)
    assert accounts() == 1


def test_sent_twice_it_ends_as_if_sent_once(client: FlaskClient) -> None:
    assert [send(client)[0] for _ in range(2)] == [303, 303]
    assert accounts() == 1


def test_two_tabs_at_once_make_one_account(app: Flask, db: None) -> None:
    outcomes = in_tabs(app, lambda _: register(**WREN), tabs=4)
    assert outcomes == [TAKEN] * 3 + [DONE]
    assert accounts() == 1


def test_a_refused_address_leaves_the_rest_of_the_transaction_alone(db: None) -> None:
    register(**WREN)
    with pytest.raises(AddressTaken):
        register(**WREN)
    assert authenticate(email=WREN["email"], password=WREN["password"]).name == "Wren Abernathy"


def test_a_foreign_domain_is_kept_as_mail_servers_know_it(client: FlaskClient) -> None:
    send(client, email="Wren@Bücher.example")
    assert session.scalars(select(User.email)).one() == "wren@xn--bcher-kva.example"
    client.post("/logout")
    response = client.post("/login", data={"email": "wren@bücher.example", "password": WREN["password"]})
    assert response.status_code == 303


def test_a_password_may_have_any_letters_and_spaces(client: FlaskClient) -> None:
    password = " déjà vu, 二 fois "
    send(client, password=password)
    client.post("/logout")
    assert client.post("/login", data={"email": WREN["email"], "password": password}).status_code == 303
    client.post("/logout")
    assert client.post("/login", data={"email": WREN["email"], "password": password.strip()}).status_code == 422
