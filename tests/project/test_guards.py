"""Tests for access by role, and for the way back to a page after logging in."""

from urllib.parse import parse_qsl, urlsplit

import pytest
from flask.testing import FlaskClient

from app.accounts.enums import Role
from tests.factories import make_user
from tests.support import sign_in

HTMX = {"HX-Request": "true", "HX-Request-Type": "partial"}


def comes_back_to(location: str) -> str | None:
    """Return where a redirect to the login page says to go next."""
    page = urlsplit(location)
    assert page.path == "/login"
    return dict(parse_qsl(page.query)).get("next")


def outcome(client: FlaskClient, path: str, role: Role) -> int:
    sign_in(client, make_user(role=role))
    return client.get(path).status_code


@pytest.mark.parametrize(
    ("path", "role", "status"),
    [
        ("/probes/providers", Role.PROVIDER, 200),
        ("/probes/providers", Role.GUEST, 403),
        ("/probes/providers", Role.ADMIN, 403),
        ("/probes/workers", Role.PROVIDER, 200),
        ("/probes/workers", Role.ADMIN, 200),
        ("/probes/workers", Role.GUEST, 403),
        ("/probes/signed-in", Role.GUEST, 200),
    ],
)
def test_only_the_named_roles_have_access(strict: FlaskClient, path: str, role: Role, status: int) -> None:
    assert outcome(strict, path, role) == status


def test_the_page_for_403_names_the_account_that_is_logged_in(strict: FlaskClient) -> None:
    sign_in(strict, make_user(email="wren@example.com"))
    page = strict.get("/probes/workers").text
    assert "Your account doesn’t have access to this page." in page
    assert "wren@example.com" in page


@pytest.mark.parametrize("path", ["/probes/providers", "/probes/signed-in", "/probes/signed-in?day=2026-05-14&x=a%26b"])
def test_an_anonymous_visitor_returns_to_the_page_after_logging_in(strict: FlaskClient, path: str) -> None:
    response = strict.get(path)
    assert response.status_code == 303
    assert comes_back_to(response.headers["Location"]) == path


def test_an_anonymous_form_returns_to_its_page_after_logging_in(
    strict_without_tokens: FlaskClient,
) -> None:
    response = strict_without_tokens.post("/probes/providers", headers={"Referer": "http://localhost/venues/alder?x=1"})
    assert comes_back_to(response.headers["Location"]) == "/venues/alder?x=1"


@pytest.mark.parametrize("page", ["http://evil.example/venues", "http://localhost//evil.example", "http://[", ""])
def test_logging_in_never_returns_to_another_site(strict_without_tokens: FlaskClient, page: str) -> None:
    response = strict_without_tokens.post("/probes/providers", headers={"Referer": page})
    assert response.headers["Location"] == "/login"


def test_an_htmx_request_redirects_to_log_in_and_returns_to_the_full_page(strict: FlaskClient) -> None:
    headers = {**HTMX, "HX-Current-URL": "http://localhost/venues/alder"}
    response = strict.get("/probes/providers?part=2", headers=headers)
    assert (response.status_code, response.text) == (200, "")
    assert response.headers["HX-Redirect"] == "/login?next=/venues/alder"
