"""A part for htmx, the whole page for everybody else, and caches that keep the two apart."""

from flask.testing import FlaskClient

PARTIAL = {"HX-Request": "true", "HX-Request-Type": "partial"}
FULL = {"HX-Request": "true", "HX-Request-Type": "full"}


def vary(client: FlaskClient, headers: dict[str, str]) -> set[str]:
    return {name.strip().lower() for name in client.get("/probes/partial", headers=headers).headers["Vary"].split(",")}


def test_htmx_gets_the_part(strict: FlaskClient) -> None:
    text = strict.get("/probes/partial", headers=PARTIAL).text
    assert "Only a part" in text
    assert "<html" not in text


def test_everybody_else_gets_the_page(strict: FlaskClient) -> None:
    for headers in ({}, FULL, {"HX-Request-Type": "nonsense"}):
        text = strict.get("/probes/partial", headers=headers).text
        assert "<html" in text
        assert "Only a part" not in text


def test_either_way_caches_are_told_what_decided(strict: FlaskClient) -> None:
    for headers in ({}, PARTIAL):
        assert {"hx-request", "hx-request-type", "cookie"} <= vary(strict, headers)
