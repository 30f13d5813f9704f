"""Tests of migrations that change rows, on rows."""

from collections.abc import Iterator
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from uuid import uuid4

import pytest
from alembic.migration import MigrationContext
from alembic.operations import Operations
from sqlalchemy import Connection, create_engine, text

from tests import database
from tests.migrations.test_models import EXTENSIONS

VERSIONS = Path("migrations/versions")


@pytest.fixture
def connection(database_url: str) -> Iterator[Connection]:
    """Yield a connection to a database of its own, as its owner, with the schema of 0001."""
    fresh = database.as_owner(database.prepared(f"test_{uuid4().hex}", template="template0"))
    for extension in EXTENSIONS:
        database.execute(fresh, f"CREATE EXTENSION IF NOT EXISTS {extension}")
    engine = create_engine(fresh)
    with engine.begin() as connection:
        migrate(connection, "0001")
        yield connection
    engine.dispose()


def migrate(connection: Connection, revision: str) -> None:
    (path,) = VERSIONS.glob(f"{revision}_*.py")
    spec = spec_from_file_location(path.stem, path)
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    with Operations.context(MigrationContext.configure(connection)):
        module.upgrade()


ROWS = """
    SET LOCAL session_replication_role = replica;
    INSERT INTO service (id, venue_id, category_id, slug, title, description, position, kind, duration_minutes,
        buffer_before_minutes, buffer_after_minutes, step_minutes, price_cents, max_quantity, active)
        VALUES (7, 1, 1, 'massage', 'Massage', '', 1, 'staffed', 60, 0, 15, 15, 11000, 1, true),
            (8, 1, 1, 'facial', 'Facial', '', 2, 'staffed', 45, 0, 0, 15, 8000, 1, false);
    INSERT INTO service_team_member (service_id, member_id, price_cents, duration_minutes)
        VALUES (7, 1, 14000, 75), (7, 2, NULL, NULL), (8, 1, NULL, 50);
    INSERT INTO cart (id, key, created_at) VALUES (1, 'a', now());
    INSERT INTO cart_line (id, public_id, cart_id, service_id, starts_at, quantity, quoted_cents, added_at)
        VALUES (1, 'a', 1, 8, now(), 1, 8000, now());
    SET LOCAL session_replication_role = origin;
"""


def test_each_service_gets_an_option_with_its_duration_price_and_own_terms(connection: Connection) -> None:
    connection.execute(text(ROWS))
    migrate(connection, "0002")
    options = connection.execute(
        text("SELECT service_id, duration_minutes, price_cents, removed_at FROM service_option ORDER BY service_id")
    ).all()
    assert [tuple(row) for row in options] == [(7, 60, 11000, None), (8, 45, 8000, None)]
    own = connection.execute(
        text("SELECT service_id, member_id, price_cents, duration_minutes FROM option_team_member ORDER BY service_id")
    ).all()
    assert [tuple(row) for row in own] == [(7, 1, 14000, 75), (8, 1, None, 50)]
    line = connection.execute(
        text("SELECT service_option.service_id FROM cart_line JOIN service_option ON service_option.id = option_id")
    ).scalar_one()
    assert line == 8


OWNERS = """
    SET LOCAL session_replication_role = replica;
    INSERT INTO category (id, slug, name, "position") VALUES (1, 'massage', 'Massage', 1);
    INSERT INTO user_account (id, email, password_hash, name, phone, role, session_key)
        SELECT id, id || '@example.com', '', 'Maren', '', 'provider', id FROM generate_series(11, 14) AS id;
    SET LOCAL session_replication_role = origin;
"""
VENUE = text("""
    INSERT INTO venue (id, owner_id, name, slug, summary, category_id, phone, street, neighborhood, city, state,
        postal_code, directions, arrival_note, latitude, longitude, zone, status, cancel_free_hours,
        cancel_keep_percent, minimum_notice_minutes, booking_window_days)
        VALUES (:id, 10 + :id, 'Hazel Bodywork', 'hazel-' || :id, '', 1, '', '', '', 'Portland', 'OR', '97202', '',
            '', 45.5, -122.6, 'America/Los_Angeles', :status, 24, 100, 60, 60)
""")
STAFF = text("SELECT venue_id, user_id, role FROM venue_staff ORDER BY venue_id")


def test_each_venue_gets_its_owner_also_one_that_the_previous_release_changes(connection: Connection) -> None:
    connection.execute(text(OWNERS))
    for number, status in enumerate(("live", "draft", "deleted"), start=1):
        connection.execute(VENUE, {"id": number, "status": status})
    migrate(connection, "0016")
    assert [tuple(row) for row in connection.execute(STAFF)] == [(1, 11, "owner"), (2, 12, "owner")]
    connection.execute(VENUE, {"id": 4, "status": "draft"})
    connection.execute(text("UPDATE venue SET status = 'deleted' WHERE id = 1"))
    connection.execute(text("UPDATE venue SET status = 'unpublished' WHERE id = 3"))
    assert [tuple(row) for row in connection.execute(STAFF)] == [(n, 10 + n, "owner") for n in (2, 3, 4)]
