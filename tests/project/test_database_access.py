"""Tests for the application's database role: what it may access, and how long PostgreSQL lets it run."""

from uuid import uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_migrate import upgrade
from sqlalchemy import create_engine, text

from app import create_app
from app.core.database_access import ROLE, WEB, WORKER, TimeLimits, grant_access
from app.core.db import db, session
from scripts import postgres
from tests import database

SECONDS = text("SELECT setting::int / 1000 FROM pg_settings WHERE name = :name")


def limits_of_a_connection() -> tuple[str, ...]:
    names = ("statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout")
    found = tuple(str(session.scalar(SECONDS, {"name": name})) for name in names)
    session.rollback()
    return found


@pytest.mark.parametrize("limits", [WEB, WORKER])
def test_web_and_worker_connections_have_their_own_limits(database_url: str, limits: TimeLimits) -> None:
    with create_app(database.settings_for(database_url), limits=limits).app_context():
        shown = limits_of_a_connection()
        session.get_bind().dispose()
    assert shown == (str(limits.statement), str(limits.lock), str(limits.idle_in_transaction))
    assert WEB.statement <= 10 < WORKER.statement


def test_connections_without_limits_of_their_own_get_those_of_the_role(app: Flask, database_url: str) -> None:
    engine = create_engine(app.config["SQLALCHEMY_DATABASE_URI"])
    with engine.connect() as connection:
        assert (
            connection.scalar(text("SELECT current_setting('statement_timeout')::interval")).seconds == ROLE.statement
        )
    engine.dispose()


def test_a_request_whose_statement_takes_too_long_gets_503(strict: FlaskClient) -> None:
    assert strict.get("/probes/database/slow").status_code == 503


@pytest.fixture
def fresh() -> str:
    """Return the owner's URL of an empty database."""
    return database.as_owner(database.prepared(f"test_{uuid4().hex}", template="template0"))


def test_the_application_can_access_tables_of_later_migrations(fresh: str) -> None:
    role = "postgresql://later_role:it's-100%25-secret@/unused"
    owner = create_engine(fresh.replace("postgresql://", "postgresql+psycopg2://"))
    with owner.begin() as connection:
        grant_access(connection, role)
        grant_access(connection, role)  # every migration ends with this call
        connection.execute(text("CREATE TABLE later (id int GENERATED ALWAYS AS IDENTITY, name text)"))
    with owner.connect() as connection:
        assert connection.scalar(text("SELECT rolpassword LIKE 'SCRAM%' FROM pg_authid WHERE rolname = 'later_role'"))
        connection.execute(text("SET ROLE later_role"))
        connection.execute(text("INSERT INTO later (name) VALUES ('Moss')"))
        connection.execute(text("UPDATE later SET name = 'Hazel'"))
        assert connection.scalar(text("DELETE FROM later RETURNING name")) == "Hazel"
    owner.dispose()


def test_an_upgrade_without_new_migrations_grants_access_again() -> None:
    url = database.prepared(f"test_{uuid4().hex}")
    database.execute(url, f"REVOKE ALL ON venue FROM {postgres.APPLICATION}")
    settings = database.settings_for(database.as_owner(url), application_database_url=url)
    with create_app(settings).app_context():
        upgrade()
        db.engine.dispose()
    engine = create_engine(url.replace("postgresql://", "postgresql+psycopg2://"))
    with engine.connect() as connection:
        assert connection.scalar(text("SELECT count(*) FROM venue")) == 0
    engine.dispose()


def test_the_table_owner_cannot_be_the_application_role(fresh: str) -> None:
    owner = create_engine(fresh.replace("postgresql://", "postgresql+psycopg2://"))
    with owner.connect() as connection, pytest.raises(ValueError, match="must name another role"):
        grant_access(connection, fresh)
    owner.dispose()


def test_an_owner_who_cannot_create_roles_is_told_to_create_this_one(fresh: str) -> None:
    owner = create_engine(fresh.replace("postgresql://", "postgresql+psycopg2://"))
    with owner.connect() as connection:
        connection.execute(text("CREATE ROLE plain_owner"))
        connection.execute(text("SET LOCAL ROLE plain_owner"))
        with pytest.raises(ValueError, match="CREATE ROLE unknown_role LOGIN"):
            grant_access(connection, "postgresql://unknown_role:secret@/unused")
        connection.rollback()
    owner.dispose()
