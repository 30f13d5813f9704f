"""Tests that htmx gets a part, other clients the full page, and that caches keep the two apart."""

from flask.testing import FlaskClient

PARTIAL = {"HX-Request": "true", "HX-Request-Type": "partial"}
FULL = {"HX-Request": "true", "HX-Request-Type": "full"}


def vary(client: FlaskClient, headers: dict[str, str]) -> set[str]:
    return {name.strip().lower() for name in client.get("/probes/partial", headers=headers).headers["Vary"].split(",")}


def test_htmx_requests_for_a_part_get_only_the_part(strict: FlaskClient) -> None:
    text = strict.get("/probes/partial", headers=PARTIAL).text
    assert "Only a part" in text
    assert "<html" not in text


def test_all_other_requests_get_the_full_page(strict: FlaskClient) -> None:
    for headers in ({}, FULL, {"HX-Request-Type": "nonsense"}):
        text = strict.get("/probes/partial", headers=headers).text
        assert "<html" in text
        assert "Only a part" not in text


def test_pages_and_parts_vary_on_the_htmx_headers_and_the_cookie(strict: FlaskClient) -> None:
    for headers in ({}, PARTIAL):
        assert {"hx-request", "hx-request-type", "cookie"} <= vary(strict, headers)
