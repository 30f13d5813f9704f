from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from flask import session as cookie
from flask.testing import FlaskClient
from flask_login import user_logged_in

from app.accounts.actions.accounts import register
from app.accounts.enums import Role
from app.accounts.models import User
from app.core.db import session
from app.venues.enums import VenueStatus
from tests.factories import make_venue
from tests.support import sign_in

ADDRESS = "wren@example.com"
PASSWORD = "seven quiet hours"


@pytest.fixture
def wren(client: FlaskClient) -> User:
    user = register(email=ADDRESS, password=PASSWORD, name="Wren Abernathy")
    session.commit()
    return user


def log_in(client: FlaskClient, **changed: str) -> tuple[int, str]:
    """Return the status, and where the response leads or what it shows."""
    response = client.post("/login", data={"email": ADDRESS, "password": PASSWORD, **changed})
    return response.status_code, response.headers.get("Location") or response.text


def is_logged_in(client: FlaskClient) -> bool:
    return "Log out" in client.get("/about/help").text


def test_the_right_password_logs_in(client: FlaskClient, wren: User) -> None:
    assert log_in(client) == (303, "/")
    assert is_logged_in(client)


def test_email_at_login_ignores_case_and_surrounding_spaces(client: FlaskClient, wren: User) -> None:
    assert log_in(client, email="  Wren@Example.COM ")[0] == 303


@pytest.mark.parametrize("wrong", [{"password": "seven loud hours"}, {"email": "robin@example.com"}])
def test_wrong_email_and_wrong_password_get_the_same_error(
    client: FlaskClient, wren: User, wrong: dict[str, str]
) -> None:
    status, page = log_in(client, **wrong)
    assert status == 422
    assert "That email and password don’t match." in page
    assert not is_logged_in(client)


def test_failed_login_keeps_everything_typed_but_the_password(client: FlaskClient, wren: User) -> None:
    _, page = log_in(client, password="seven loud hours", next="/cart")
    assert f'value="{ADDRESS}"' in page
    assert 'name="next" value="/cart"' in page
    assert "seven loud hours" not in page


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"email": ""}, "Enter your email address."),
        ({"email": "   "}, "Enter your email address."),
        ({"email": "wren@"}, "Enter an email address like name@example.com."),
        ({"password": ""}, "Enter your password."),
        ({"email": "w" * 300 + "@example.com"}, "Enter an email address like name@example.com."),
        ({"password": "p" * 100_000}, "That email and password don’t match."),
    ],
)
def test_login_explains_missing_or_malformed_fields(
    client: FlaskClient, wren: User, changed: dict[str, str], message: str
) -> None:
    status, page = log_in(client, **changed)
    assert (status, message in page) == (422, True)


def test_login_leads_to_the_page_the_user_wanted(client: FlaskClient, wren: User) -> None:
    assert log_in(client, next="/cart?code=QUIET") == (303, "/cart?code=QUIET")


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://evil.example/",
        "//evil.example/",
        "///evil.example/",
        "/\\evil.example/",
        "\\\\evil.example/",
        "/\t/evil.example/",
        "/\n/evil.example/",
        " //evil.example/",
        "javascript:alert(1)",
        "evil.example",
        "http:evil.example",
        "//[",
    ],
)
def test_login_never_leads_to_another_site(client: FlaskClient, wren: User, elsewhere: str) -> None:
    assert log_in(client, next=elsewhere) == (303, "/")


@pytest.mark.parametrize(("status", "begins"), [(VenueStatus.LIVE, "/calendar/"), (VenueStatus.DRAFT, "/venue/")])
def test_provider_starts_at_their_calendar_or_onboarding(
    client: FlaskClient, wren: User, status: VenueStatus, begins: str
) -> None:
    wren.role = Role.PROVIDER
    make_venue(owner_id=wren.id, status=status)
    session.commit()
    assert log_in(client) == (303, "/venue/home")
    assert client.get("/venue/home").location == begins


def test_login_page_redirects_a_user_who_is_logged_in(client: FlaskClient, wren: User) -> None:
    sign_in(client, wren)
    response = client.get("/login?next=/cart")
    assert (response.status_code, response.headers["Location"]) == (303, "/cart")


def test_login_discards_the_previous_session(client: FlaskClient, wren: User) -> None:
    with client.session_transaction() as cookie:
        cookie.update(csrf_token="known-to-somebody", planted="by somebody")
    log_in(client)
    with client.session_transaction() as cookie:
        assert "planted" not in cookie
        assert cookie.get("csrf_token") != "known-to-somebody"


def test_login_signal_sees_the_new_session_and_not_the_old_one(app: Flask, client: FlaskClient, wren: User) -> None:
    heard = []

    def note(_app: Flask, user: User) -> None:
        heard.append((user.email, "_user_id" in cookie, "planted" in cookie))

    with client.session_transaction() as session_before:
        session_before.update(cart="no-such-cart", planted="by somebody")
    with user_logged_in.connected_to(note, app):
        log_in(client)
    assert heard == [(ADDRESS, True, False)]


@pytest.mark.parametrize(("box", "lasts"), [({}, None), ({"remember": "y"}, 90)])
def test_session_cookie_lasts_90_days_if_remembered_or_until_the_browser_closes(
    client: FlaskClient, wren: User, box: dict[str, str], lasts: int | None
) -> None:
    before = datetime.now(UTC)
    log_in(client, **box)
    cookie = client.get_cookie("cozywish")
    assert cookie is not None
    days = None if cookie.expires is None else round((cookie.expires - before) / timedelta(days=1))
    assert days == lasts


def test_logging_out_forgets_user_and_cart_and_leads_home(client: FlaskClient, wren: User) -> None:
    log_in(client, remember="y")
    with client.session_transaction() as cookie:
        cookie["cart"] = "the-key-of-a-cart"
    response = client.post("/logout")
    assert (response.status_code, response.headers["Location"]) == (303, "/")
    assert not is_logged_in(client)
    with client.session_transaction() as cookie:
        assert "cart" not in cookie


def test_logging_out_requires_post(client: FlaskClient) -> None:
    assert client.get("/logout").status_code == 405


def test_logging_out_twice_does_no_harm(client: FlaskClient, wren: User) -> None:
    log_in(client)
    assert [client.post("/logout").status_code for _ in range(2)] == [303, 303]


def test_login_tells_htmx_to_load_the_whole_next_page(client: FlaskClient, wren: User) -> None:
    response = client.post(
        "/login",
        data={"email": ADDRESS, "password": PASSWORD, "next": "/cart"},
        headers={"HX-Request": "true", "HX-Request-Type": "partial"},
    )
    assert (response.status_code, response.headers["HX-Redirect"]) == (200, "/cart")
