"""Fixtures for the application as it runs in production (tokens, limits, error pages), plus misbehaving probes."""

from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient
from jinja2 import FileSystemBytecodeCache

from app import create_app
from app.photos.folder import FolderStore
from app.web.extensions import limiter
from tests import database
from tests.project import probes
from tests.project.hostile import NotingRequest


@pytest.fixture(scope="module")
def strict_app(app: Flask, database_url: str, compiled_templates: FileSystemBytecodeCache) -> Iterator[Flask]:
    """Yield an application with rate limits on. Depends on `app`, which turns them off for the process."""
    limiter.enabled = True
    strict = create_app(database.settings_for(database_url))
    strict.register_blueprint(probes.bp)
    strict.jinja_env.bytecode_cache = compiled_templates
    yield strict
    limiter.enabled = False


@pytest.fixture
def strict(strict_app: Flask, db: None) -> FlaskClient:
    """Return a client whose requests have their own contexts and transactions: commit the rows they should see."""
    limiter.reset()
    return strict_app.test_client()


@pytest.fixture
def strict_without_tokens(strict_app: Flask, strict: FlaskClient) -> Iterator[FlaskClient]:
    strict_app.config["WTF_CSRF_ENABLED"] = False
    yield strict
    strict_app.config["WTF_CSRF_ENABLED"] = True


@pytest.fixture(scope="module")
def noting(app: Flask, tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Note which parameters views ask for, and store photos in a folder of the tests."""
    with pytest.MonkeyPatch.context() as changed:
        changed.setattr(app, "request_class", NotingRequest)
        changed.setitem(app.extensions, "photos", FolderStore(tmp_path_factory.mktemp("photos")))
        yield
