"""Who is let in where, and how one comes back from logging in."""

from urllib.parse import parse_qsl, urlsplit

import pytest
from flask.testing import FlaskClient

from app.accounts.enums import Role
from tests.factories import make_user
from tests.support import sign_in

HTMX = {"HX-Request": "true", "HX-Request-Type": "partial"}


def comes_back_to(location: str) -> str | None:
    """What the address of the log-in page says of where to go next."""
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
def test_only_the_roles_that_are_named_get_in(strict: FlaskClient, path: str, role: Role, status: int) -> None:
    assert outcome(strict, path, role) == status


def test_who_is_refused_reads_for_whom_it_is_and_as_whom_she_came(strict: FlaskClient) -> None:
    sign_in(strict, make_user(email="wren@example.com"))
    page = strict.get("/probes/workers").text
    assert "Your account doesn’t have access to this page." in page
    assert "wren@example.com" in page


@pytest.mark.parametrize("path", ["/probes/providers", "/probes/signed-in", "/probes/signed-in?day=2026-05-14&x=a%26b"])
def test_who_is_not_logged_in_does_so_and_comes_back(strict: FlaskClient, path: str) -> None:
    response = strict.get(path)
    assert response.status_code == 303
    assert comes_back_to(response.headers["Location"]) == path


def test_a_form_comes_back_to_its_page_because_a_link_cannot_send_it_again(
    strict_without_tokens: FlaskClient,
) -> None:
    response = strict_without_tokens.post("/probes/providers", headers={"Referer": "http://localhost/venues/alder?x=1"})
    assert comes_back_to(response.headers["Location"]) == "/venues/alder?x=1"


@pytest.mark.parametrize("page", ["http://evil.example/venues", "http://localhost//evil.example", "http://[", ""])
def test_a_page_of_another_site_is_not_come_back_to(strict_without_tokens: FlaskClient, page: str) -> None:
    response = strict_without_tokens.post("/probes/providers", headers={"Referer": page})
    assert response.headers["Location"] == "/login"


def test_htmx_is_sent_there_whole_and_comes_back_to_the_page_and_not_to_a_part(strict: FlaskClient) -> None:
    headers = {**HTMX, "HX-Current-URL": "http://localhost/venues/alder"}
    response = strict.get("/probes/providers?part=2", headers=headers)
    assert (response.status_code, response.text) == (200, "")
    assert response.headers["HX-Redirect"] == "/login?next=/venues/alder"
