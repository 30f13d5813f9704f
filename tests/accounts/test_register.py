import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from app.accounts import hash_queue
from app.accounts.actions.accounts import AddressTaken, authenticate, register
from app.accounts.enums import Role
from app.accounts.models import User
from app.core.db import session
from tests.pages import flashed
from tests.tabs import DONE, in_tabs

WREN = {"name": "Wren Abernathy", "email": "wren@example.com", "password": "seven quiet hours"}
TAKEN = "An account with this email already exists. Log in instead, or use another email."


def send(client: FlaskClient, **changed: str) -> tuple[int, str]:
    """Return the status, and where the response leads or what it shows."""
    response = client.post("/register", data={**WREN, **changed})
    return response.status_code, response.headers.get("Location") or response.text


def accounts() -> int:
    return session.scalar(select(func.count()).select_from(User)) or 0


def test_registering_logs_the_guest_in_and_leads_to_the_next_page(client: FlaskClient) -> None:
    assert send(client, next="/cart") == (303, "/cart")
    user = session.scalars(select(User)).one()
    assert (user.name, user.email, user.role) == ("Wren Abernathy", "wren@example.com", Role.GUEST)
    assert "Log out" in client.get("/about/help").text


def test_password_is_stored_as_an_argon2_hash(client: FlaskClient) -> None:
    send(client)
    assert session.scalars(select(User.password_hash)).one().startswith("$argon2id$")


def test_registering_says_that_a_link_is_on_its_way_but_only_the_first_time(client: FlaskClient) -> None:
    send(client)
    assert flashed(client, "/account/").startswith("Your account is ready. To confirm your email, open the link")
    send(client)
    assert flashed(client, "/account/") == ""


def test_registering_ignores_a_role_in_the_form(client: FlaskClient) -> None:
    send(client, role="admin")
    assert session.scalars(select(User.role)).one() is Role.GUEST


@pytest.mark.parametrize(
    ("changed", "message"),
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
        ({"password": "déjà" * 65}, "Choose a password with up to 256 characters."),
    ],
)
def test_registering_explains_errors_and_keeps_the_other_fields(
    client: FlaskClient, changed: dict[str, str], message: str
) -> None:
    status, page = send(client, **changed)
    assert (status, page.count(message)) == (422, 2), "once above the form and once at the field"
    kept = {name: value for name, value in WREN.items() if name != "password" and name not in changed}
    assert all(f'value="{value}"' in page for value in kept.values())
    assert WREN["password"] not in page
    assert accounts() == 0


def test_registering_lists_all_errors_at_once(client: FlaskClient) -> None:
    _, page = send(client, name="", email="", password="")
    assert "Fix 3 things to continue" in page


def test_registered_email_is_rejected_in_any_case(client: FlaskClient) -> None:
    send(client)
    status, page = send(client, email="WREN@Example.com", password="eight loud hours")
    assert (status, TAKEN in page) == (422, True)
    assert accounts() == 1


def test_submitting_registration_twice_works_like_once(client: FlaskClient) -> None:
    assert [send(client)[0] for _ in range(2)] == [303, 303]
    assert accounts() == 1


def test_registering_in_several_tabs_at_once_creates_one_account(
    app: Flask, db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hash_queue, "LONGEST_WAIT", 60)  # a busy machine hashes slowly, and tabs wait for their turn
    outcomes = in_tabs(app, lambda _: register(**WREN), tabs=4)
    assert outcomes == [TAKEN] * 3 + [DONE]
    assert accounts() == 1


def test_rejected_email_leaves_the_transaction_usable(db: None) -> None:
    register(**WREN)
    with pytest.raises(AddressTaken):
        register(**WREN)
    assert authenticate(email=WREN["email"], password=WREN["password"]).name == "Wren Abernathy"


def test_international_email_domain_is_stored_as_punycode(client: FlaskClient) -> None:
    send(client, email="Wren@Bücher.example")
    assert session.scalars(select(User.email)).one() == "wren@xn--bcher-kva.example"
    client.post("/logout")
    response = client.post("/login", data={"email": "wren@bücher.example", "password": WREN["password"]})
    assert response.status_code == 303


def test_password_can_have_any_letters_and_spaces(client: FlaskClient) -> None:
    password = " déjà vu, 二 fois "
    send(client, password=password)
    client.post("/logout")
    assert client.post("/login", data={"email": WREN["email"], "password": password}).status_code == 303
    client.post("/logout")
    assert client.post("/login", data={"email": WREN["email"], "password": password.strip()}).status_code == 422
