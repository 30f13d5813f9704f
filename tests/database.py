"""Databases for tests: a template migrated once a run, a copy of it for each parallel worker, emptied between tests."""

import os
import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import psycopg2
from flask_migrate import upgrade
from sqlalchemy import text

from app import create_app
from app.db import Base, session
from config import Settings
from scripts import postgres
from search.postgres import metadata as search

URL = "COZYWISH_TEST_DATABASE_URL"  # with {} for the name
TEMPLATE = "template_cozywish"
SERVER_SETTINGS = {**postgres.FAST_AND_FORGETFUL, "max_connections": "300", "shared_buffers": "128MB"}


def settings_for(database_url: str, **changed: object) -> Settings:
    values: dict[str, object] = {
        "COZYWISH_ENV": "test",
        "database_url": database_url,
        "secret_key": "tests-only-tests-only-tests-only-tests-only",
        "base_url": "http://localhost",
        "stripe_secret_key": "sk_test_cozywish",
        "stripe_webhook_secret": "whsec_cozywish",
        "smtp_url": "smtp://127.0.0.1:1",
        "s3_bucket": "",  # never somebody's own
    }
    return Settings(**{**values, **changed})  # type: ignore[arg-type]


@dataclass(frozen=True)
class Cluster:
    """A server of this run alone, in a folder that goes with it; parallel workers find it in the environment."""

    server: postgres.Server
    folder: Path

    def stop(self) -> None:
        self.server.stop()
        shutil.rmtree(self.folder, ignore_errors=True)


def start_cluster(settings: Mapping[str, str] = SERVER_SETTINGS) -> Cluster:
    folder = Path(tempfile.mkdtemp(prefix="cozywish-test-"))
    server = postgres.start(folder / "postgres", database="postgres", settings=settings, outlives_us=False)
    make_template(server)
    os.environ[URL] = server.url_of("{}")
    return Cluster(server, folder)


def prepared(name: str, *, template: str = TEMPLATE) -> str:
    """The URL of a new database `name`: a copy of `template`, by default migrated and empty."""
    execute(os.environ[URL].format("postgres"), f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    return os.environ[URL].format(name)


def make_template(server: postgres.Server) -> None:
    execute(server.url, f"CREATE DATABASE {TEMPLATE}")
    app = create_app(settings_for(server.url_of(TEMPLATE)))
    with app.app_context():
        upgrade()
        session.get_bind().dispose()


def execute(url: str, statement: str) -> None:
    connection = psycopg2.connect(url)
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute(statement)
    connection.close()


def empty() -> None:
    """Delete every row of ours and every job, and start ids anew."""
    session.rollback()
    # The audit log refuses to be emptied, by a trigger: for this transaction alone triggers are off.
    session.execute(text("SET LOCAL session_replication_role = replica"))
    ours = [*Base.metadata.sorted_tables, *search.sorted_tables]
    tables = [f'"{table.name}"' for table in ours] + ["procrastinate_jobs"]
    session.execute(text(f"TRUNCATE {', '.join(tables)} RESTART IDENTITY CASCADE"))
    session.commit()
