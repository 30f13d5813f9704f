"""Tests that /.well-known/security.txt follows RFC 9116."""

from datetime import datetime, timedelta

import pytest

from app import create_app
from app.core import clock
from tests import database
from tests.support import NOW, statements

PATH = "/.well-known/security.txt"


@pytest.mark.usefixtures("strict")
def test_security_txt_names_the_contact_and_expires_within_months(database_url: str) -> None:
    https = {"base_url": "https://www.example.com", "security_contact": "mailto:security@example.com"}
    client = create_app(database.settings_for(database_url, **https)).test_client()
    with clock.pinned(NOW), statements() as sent:
        response = client.get(PATH, base_url="https://www.example.com")
    fields = dict(line.split(": ", 1) for line in response.text.splitlines())
    assert fields["Contact"] == "mailto:security@example.com"
    assert fields["Canonical"] == f"https://www.example.com{PATH}"
    expires = datetime.fromisoformat(fields["Expires"])
    assert timedelta(days=30) < expires - NOW < timedelta(days=365)
    assert response.content_type == "text/plain; charset=utf-8"
    assert "Set-Cookie" not in response.headers
    assert sent == []


@pytest.mark.parametrize(
    "contact", ["security@example.com", "http://example.com", "mailto:a@b.c\nContact: x", "https://a b"]
)
def test_a_malformed_contact_stops_the_start(database_url: str, contact: str) -> None:
    with pytest.raises(ValueError, match="it must be an address such as mailto:"):
        database.settings_for(database_url, security_contact=contact)
