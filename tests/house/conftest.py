"""The application as people meet it: with tokens, limits and error pages, and with probes that misbehave."""

from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app import create_app
from app.extensions import limiter
from tests import database
from tests.house import probes


@pytest.fixture(scope="module")
def strict_app(app: Flask, database_url: str) -> Iterator[Flask]:
    """After `app`, which turns limits off for this process."""
    limiter.enabled = True
    strict = create_app(database.settings_for(database_url))
    strict.register_blueprint(probes.bp)
    yield strict
    limiter.enabled = False


@pytest.fixture
def strict(strict_app: Flask, db: None) -> FlaskClient:
    """Its requests have contexts and transactions of their own: commit what they are to see."""
    limiter.reset()
    return strict_app.test_client()


@pytest.fixture
def strict_without_tokens(strict_app: Flask, strict: FlaskClient) -> Iterator[FlaskClient]:
    strict_app.config["WTF_CSRF_ENABLED"] = False
    yield strict
    strict_app.config["WTF_CSRF_ENABLED"] = True
