"""Test databases: a template migrated once per run, and a copy for each worker that is emptied between tests."""

import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import psycopg2
from flask import current_app
from flask_migrate import upgrade
from psycopg2 import extensions
from sqlalchemy import Connection

from app import create_app
from app.core.db import db, session
from config import Settings
from scripts import postgres

URL = "COZYWISH_TEST_DATABASE_URL"  # with {} for the name
TEMPLATE = "template_cozywish"
# Tables here have few rows and live for seconds: compiling queries and vacuuming took a fifth of the server's time.
SERVER_SETTINGS = {
    **postgres.FAST_AND_FORGETFUL,
    "max_connections": "300",
    "shared_buffers": "128MB",
    "jit": "off",
    "autovacuum_naptime": "10min",
}


def settings_for(database_url: str, **changed: object) -> Settings:
    production = changed.get("COZYWISH_ENV") == "production"
    values: dict[str, object] = {
        "COZYWISH_ENV": "test",
        "database_url": database_url,
        "secret_key": "tests-only-tests-only-tests-only-tests-only",
        "health_keys": "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=",
        "two_factor_keys": "MTA5ODc2NTQzMjEwOTg3NjU0MzIxMDk4NzY1NDMyMTA=",
        "gift_card_keys": "Z2lmdC1jYXJkLWtleS1naWZ0LWNhcmQta2V5LWdpZnQ=",
        "base_url": "http://localhost",
        "stripe_secret_key": "sk_live_cozywish" if production else "sk_test_cozywish",
        "stripe_webhook_secret": "whsec_cozywish",
        # Nothing answers there; tests that need Stripe use the stand-in.
        "stripe_api_url": "https://api.stripe.com" if production else "http://127.0.0.1:1",
        "stripe_connect_webhook_secret": "whsec_cozywish_connect",
        "smtp_url": "smtp://127.0.0.1:1",
        "network_limit": 0,  # has its own tests
        "geocoder_url": "off",  # tests that need it use the stand-in
        "s3_bucket": "",  # never a developer's own bucket
    }
    return Settings(**{**values, **changed})  # type: ignore[arg-type]


# DELETE takes a fifteenth of the time of TRUNCATE, which makes new files for each table and index. A test writes to few
# of the tables: a trigger counts the inserts into each, with a sequence, which nobody has to wait for.
EMPTY_TABLES = """
CREATE SCHEMA testing;
CREATE TABLE testing.inserts (relation text NOT NULL, counter regclass NOT NULL);
CREATE FUNCTION testing.count_insert() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $count$
BEGIN
    PERFORM nextval(TG_ARGV[0]::oid::regclass);
    RETURN NULL;
END
$count$;
DO $make$
DECLARE
    relation text;
    counter text;
BEGIN
    FOR relation, counter IN SELECT format('%I', tablename), format('testing.%I', tablename) FROM pg_tables
        WHERE schemaname = 'public' AND tablename <> 'alembic_version'
    LOOP
        EXECUTE format('CREATE UNLOGGED SEQUENCE %s', counter);
        INSERT INTO testing.inserts VALUES (relation, counter);
        EXECUTE format(
            'CREATE TRIGGER count_insert AFTER INSERT ON %s EXECUTE FUNCTION testing.count_insert(%L)',
            relation, counter::regclass::oid
        );
        EXECUTE format('ALTER TABLE %s ENABLE ALWAYS TRIGGER count_insert', relation);
    END LOOP;
END
$make$;
-- Ids start anew; a sequence that no column owns goes on, because what the application keeps in memory goes by it.
CREATE TABLE testing.ids AS
    SELECT s.oid::regclass AS sequence FROM pg_class s JOIN pg_depend d ON d.objid = s.oid AND d.deptype IN ('a', 'i')
    WHERE s.relkind = 'S' AND d.refclassid = 'pg_class'::regclass AND s.relnamespace = 'public'::regnamespace;
CREATE FUNCTION empty_tables() RETURNS void LANGUAGE plpgsql AS $empty$
DECLARE
    written record;
BEGIN
    FOR written IN SELECT * FROM testing.inserts WHERE pg_sequence_last_value(counter) IS NOT NULL LOOP
        EXECUTE format('DELETE FROM %s', written.relation);
        PERFORM setval(written.counter, 1, false);
    END LOOP;
    PERFORM setval(sequence, 1, false) FROM testing.ids WHERE pg_sequence_last_value(sequence) IS NOT NULL;
END
$empty$
"""


@dataclass(frozen=True)
class Cluster:
    """The server of this run, in a temporary folder deleted with it; parallel workers find it in the environment."""

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
    """Return the URL of a new database `name`, a copy of `template`, by default migrated and empty.

    The URL logs in as the application's role, or as the owner for template0, where no migration has granted it access.
    """
    execute(os.environ[URL].format("postgres"), f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    url = os.environ[URL].format(name)
    return url if template == "template0" else as_application(url)


def as_application(url: str) -> str:
    return url.replace(f"//{postgres.OWNER}@", f"//{postgres.APPLICATION}@", 1)


def as_owner(url: str) -> str:
    """Return the URL of the same database for the owner of its tables."""
    return url.replace(f"//{postgres.APPLICATION}@", f"//{postgres.OWNER}@", 1)


def make_template(server: postgres.Server) -> None:
    execute(server.url, f"CREATE DATABASE {TEMPLATE}")
    url = server.url_of(TEMPLATE)
    app = create_app(settings_for(url, application_database_url=as_application(url)))
    with app.app_context():
        upgrade()
        session.get_bind().dispose()
    execute(url, EMPTY_TABLES)


def execute(url: str, statement: str) -> None:
    """Run a statement as the owner of the tables."""
    connection = psycopg2.connect(as_owner(url))
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute(statement)
    connection.close()


@cache
def kept_connection(url: str) -> extensions.connection:
    """Return the owner's cached connection to the test database, because opening one per test would add up."""
    connection = psycopg2.connect(as_owner(url))
    connection.autocommit = True
    return connection


def terminate(pid: int, url: str) -> None:
    """Terminate the connection of a server process, as an operator or a failover does, and wait up to 5 seconds."""
    execute(url, f"SELECT pg_terminate_backend({pid}, 5000)")


def analyze() -> None:
    """Update PostgreSQL's statistics for the committed rows, as autovacuum does after a while."""
    execute(current_app.extensions["settings"].database_url, "ANALYZE")


def empty() -> None:
    """Delete all application rows and all jobs, and restart ids at 1."""
    session.rollback()
    url = current_app.extensions["settings"].database_url
    # Only the owner may delete everything. A trigger protects the audit log even from the owner, so triggers are off
    # for this transaction.
    statement = "BEGIN; SET LOCAL session_replication_role = replica; SELECT empty_tables(); COMMIT"
    try:
        kept_connection(url).cursor().execute(statement)
    except psycopg2.OperationalError:
        # A process forked by a test closed the connection along with everything else it inherited.
        kept_connection.cache_clear()
        kept_connection(url).cursor().execute(statement)


def written_tables() -> list[str]:
    """Return the names of tables with rows added since the last `empty`: no others have any."""
    written = "SELECT relation FROM testing.inserts WHERE pg_sequence_last_value(counter) IS NOT NULL"
    with kept_connection(current_app.extensions["settings"].database_url).cursor() as cursor:
        cursor.execute(written)
        return [relation for (relation,) in cursor.fetchall()]


@contextmanager
def one_transaction() -> Iterator[Connection]:
    """Keep what the session of this application context writes in one transaction that is never committed.

    A commit only releases a savepoint, so no other connection sees the rows: no worker, thread or process.
    """
    session.remove()
    with db.engine.connect() as connection:
        transaction = connection.begin()
        own = session.session_factory(join_transaction_mode="create_savepoint")
        own.get_bind = lambda *_args, **_values: connection  # otherwise Flask-SQLAlchemy chooses one by the model
        session.registry.set(own)
        try:
            yield connection
        finally:
            session.remove()
            transaction.rollback()


@contextmanager
def undone(connection: Connection) -> Iterator[None]:
    """Undo what the block writes and commits inside `one_transaction`, and read rows made before it again."""
    session.commit()  # else a rollback inside the block would go back to the session's savepoint, which is older
    savepoint = connection.begin_nested()
    try:
        yield
    finally:
        session.rollback()
        savepoint.rollback()
        session.expire_all()
