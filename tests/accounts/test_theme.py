import re

import pytest
from flask.testing import FlaskClient


def shown_theme(client: FlaskClient) -> str | None:
    tag = re.search(r"<html[^>]*>", client.get("/about/help").text)
    theme = re.search(r'data-theme="(\w+)"', tag[0] if tag else "")
    return theme[1] if theme else None


def test_chosen_theme_is_saved_and_shown(client: FlaskClient) -> None:
    response = client.post("/theme", data={"theme": "dark", "next": "/about/terms"})
    assert (response.status_code, response.headers["Location"]) == (303, "/about/terms")
    assert shown_theme(client) == "dark"


def test_system_theme_clears_the_saved_choice(client: FlaskClient) -> None:
    client.post("/theme", data={"theme": "light"})
    client.post("/theme", data={"theme": "system"})
    assert shown_theme(client) is None


@pytest.mark.parametrize("theme", ["", "purple", "dark; Domain=evil.example", "x" * 10_000])
def test_unknown_theme_is_rejected_with_a_message(client: FlaskClient, theme: str) -> None:
    response = client.post("/theme", data={"theme": theme})
    assert response.status_code == 422
    assert "Choose the light theme" in response.text
    assert shown_theme(client) is None


def test_choosing_a_theme_never_leads_to_another_site(client: FlaskClient) -> None:
    response = client.post("/theme", data={"theme": "dark", "next": "//evil.example"})
    assert response.headers["Location"] == "/"


def test_forged_theme_cookie_changes_nothing(client: FlaskClient) -> None:
    client.set_cookie("theme", '"><script>')
    assert shown_theme(client) is None
