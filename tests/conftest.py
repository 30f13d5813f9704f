"""Fixtures: one PostgreSQL server per run, and one database and one application per parallel worker."""

import gc
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, settings
from jinja2 import FileSystemBytecodeCache
from sqlalchemy import Connection

from app import create_app
from app.accounts import passwords
from app.content import announcement
from app.core import clock, collector
from app.core.database_access import WORKER
from app.web.extensions import limiter
from scripts import elasticsearch
from tests import database
from tests.browser import browser_type_launch_args
from tests.email.outbox import mail_process, outbox
from tests.indexing import know
from tests.payments.stand_in import stripe, stripe_process
from tests.sizes import leave_out_thorough, sized
from tests.support import NOW, Client, Jobs

# Fixtures of all tests: where a module imported them, it would start a process of its own.
__all__ = ["browser_type_launch_args", "know", "mail_process", "outbox", "stripe", "stripe_process"]

# A slow machine must not make tests fail: none of them measures time.
settings.register_profile(
    "patient", max_examples=sized(1000, 50), deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("patient")

CLUSTER = pytest.StashKey[database.Cluster]()


def pytest_configure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):
        config.stash[CLUSTER] = database.start_cluster()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    leave_out_thorough(config, items)


def pytest_unconfigure(config: pytest.Config) -> None:
    if CLUSTER in config.stash:
        config.stash[CLUSTER].stop()
        del os.environ[database.URL]  # a later run in the same process starts its own server


@pytest.fixture(scope="session")
def database_url() -> str:
    return database.prepared(f"test_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}")


@pytest.fixture(scope="session")
def compiled_templates(tmp_path_factory: pytest.TempPathFactory) -> FileSystemBytecodeCache:
    """Share compiled templates among the workers and applications of a run: compiling all takes three seconds."""
    own = tmp_path_factory.getbasetemp()
    folder = (own.parent if "PYTEST_XDIST_WORKER" in os.environ else own) / "templates"
    folder.mkdir(exist_ok=True)
    return FileSystemBytecodeCache(str(folder))


@pytest.fixture(scope="session")
def app(database_url: str, compiled_templates: FileSystemBytecodeCache) -> Flask:
    """Return the real application without CSRF tokens and rate limits, which have their own tests."""
    limiter.enabled = False
    # A worker's limits: a test may hold a transaction open while the processes it started are working.
    app = create_app(database.settings_for(database_url), limits=WORKER)
    app.config.update(WTF_CSRF_ENABLED=False, PROPAGATE_EXCEPTIONS=True, TESTING=True)
    app.test_client_class = Client
    app.jinja_env.bytecode_cache = compiled_templates
    # These objects live as long as the run, so the garbage collection in `statements` can skip them.
    gc.freeze()
    return app


@pytest.fixture(scope="module", autouse=True)
def collected() -> None:
    """Collect garbage before each module, and skip what survives it in later collections, such as in `statements`.

    In between look at new objects as rarely as the site does.
    """
    gc.set_threshold(collector.ALLOCATIONS, 20, 20)
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session", autouse=True)
def quick_hashes() -> Iterator[None]:
    """Hash passwords as the site does, but at the least cost: the journeys and benchmarks have the real one."""
    quick = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)
    with pytest.MonkeyPatch.context() as changed:
        changed.setattr(passwords, "_hasher", quick)
        changed.setattr(passwords, "_NOBODY", quick.hash("nobody"))
        yield


@pytest.fixture
def db(app: Flask) -> Iterator[None]:
    """Provide an application context, and empty the database afterward."""
    with app.app_context():
        yield
        database.empty()


@pytest.fixture(scope="module")
def one_transaction(app: Flask) -> Iterator[Connection]:
    """Provide an application context and the clock of `client` for rows that the tests of a module share.

    For modules that define their own `db` fixture with `database.undone`: no connection but this one sees the rows.
    """
    with app.app_context(), clock.pinned(NOW), database.one_transaction() as connection:
        yield connection


@pytest.fixture
def now() -> Iterator[None]:
    """Pin the clock to NOW: Thursday, May 14, 2026, 10:00 AM in Portland."""
    with clock.pinned(NOW):
        yield


@pytest.fixture
def client(app: Flask, db: None, now: None) -> FlaskClient:
    # The previous test left cached values for the same instant, but its rows are gone.
    app.extensions.pop("kept", None)
    announcement.forget()
    announcement.shown_announcement()
    return app.test_client()


@pytest.fixture(scope="session")
def elasticsearch_url() -> Iterator[str]:
    """Yield the URL of the engine that `make test` started, or of a new one for these tests only."""
    given = os.environ.get("COZYWISH_TEST_ELASTICSEARCH_URL")
    if given:
        assert elasticsearch.answers(given)
        yield given
        return
    with tempfile.TemporaryDirectory(prefix="cozywish-test-", ignore_cleanup_errors=True) as folder:
        engine = elasticsearch.launch(Path(folder))
        try:
            engine.wait()
            yield engine.url
        finally:
            engine.stop()


@pytest.fixture
def jobs(app: Flask) -> Jobs:
    return Jobs(app)
