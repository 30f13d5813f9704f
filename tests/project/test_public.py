"""Tests that responses any cache may store carry no cookie."""

from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.photos.enums import Format
from app.photos.folder import FolderStore
from app.photos.storage import rendition, store
from tests.project.routes.walked import address, walked
from tests.project.world import World, make_world

# At least these are the same for every visitor. The test finds further ones by their headers.
PUBLIC = {"embed.service", "embed.venue", "photos.show", "search_pages.suggest_what", "search_pages.robots"}
PARTIAL = {"HX-Request": "true", "HX-Request-Type": "partial"}
PHOTO = rendition("0" * 40, 400, Format.WEBP)


@pytest.fixture
def world(client: FlaskClient) -> World:
    return make_world()


@pytest.fixture
def guest(client: FlaskClient, world: World) -> FlaskClient:
    """Return a browser whose cookie would be sent with every response."""
    with client.session_transaction() as cookie:
        cookie["cart"] = "the-key-of-a-cart"
        cookie.permanent = True
    return client


def test_no_public_response_carries_a_cookie(
    app: Flask, guest: FlaskClient, world: World, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setitem(app.config, "SESSION_REFRESH_EACH_REQUEST", True)
    monkeypatch.setitem(app.extensions, "photos", FolderStore(tmp_path))
    store().save(PHOTO, b"a photo")
    paths = {rule.endpoint: address(app, world, rule) for way, rule in walked(app) if way.startswith("GET ")}
    paths["photos.show"] = f"/photos/{PHOTO}"
    assert "Set-Cookie" in guest.get(paths["content.show"]).headers, "or this test shows nothing"
    found = [
        (endpoint, guest.get(path, headers=headers)) for endpoint, path in paths.items() for headers in ({}, PARTIAL)
    ]
    public = [(endpoint, answer) for endpoint, answer in found if answer.cache_control.public]
    assert sorted(PUBLIC - dict(public).keys()) == []
    assert [endpoint for endpoint, answer in public if "Set-Cookie" in answer.headers] == []
    assert "Cookie" not in dict(public)["photos.show"].headers.get("Vary", "")
