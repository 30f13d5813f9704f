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


OF_PEOPLE = """
    SET LOCAL session_replication_role = replica;
    INSERT INTO user_account (id, email, name, phone, role, session_key, created_at, erased_at) VALUES
        (1, 'wren@example.com', 'Wren', '', 'guest', 'a', '2026-01-01', NULL),
        (2, 'gone@example.com', 'Deleted guest', '', 'guest', 'b', '2026-01-01', now());
    INSERT INTO care_note (user_id, content, content_key, saved_at, consent_version, consent_text, consented_at)
        VALUES (1, '', '', now(), 1, 'I agree.', '2026-02-01');
    INSERT INTO intake_answer (key, submission, form_id, version_id, booking_id, guest_id, at, answers, consented,
        consent_version, consent_text, health_deleted_at)
        VALUES ('a', 'a', 5, 1, 1, 7, '2026-03-01', '{}', true, 1, 'I agree.', '2026-04-01'),
            ('b', 'b', 6, 1, 1, 7, '2026-03-02', '{}', NULL, NULL, NULL, NULL);
    INSERT INTO audit_entry (id, public_id, at, admin_id, action, subject_kind, subject_id, subject_key, subject_name,
        before, after, reason) VALUES
        (1, 'AL-1', now(), 1, 'user.suspend', 'user', 1, 'P-1', 'Wren', '{"suspended_reason": ""}',
            '{"suspended_reason": "Wren shouted.", "suspended_at": "now"}', 'Wren shouted.'),
        (2, 'AL-2', now(), 1, 'user.suspend', 'user', 2, 'P-2', 'Robin', '{}', '{}', 'Robin shouted.'),
        (3, 'AL-3', now(), 1, 'venue.suspend', 'venue', 9, 'hazel', 'Hazel Bodywork', '{}', '{}', 'Closed.');
"""


@pytest.fixture
def people(connection: Connection) -> Connection:
    """Return the connection with people, their consents and what admins wrote, before these had tables of their own.

    It checks no foreign keys, so that these rows need no others.
    """
    for number in range(2, 19):
        migrate(connection, f"{number:04}")
    connection.exec_driver_sql(OF_PEOPLE)
    return connection


def test_consents_move_over_from_accounts_notes_and_answers(people: Connection) -> None:
    migrate(people, "0019")
    columns = "kind, is_given, user_id, guest_id, form_id, to_char(at, 'YYYY-MM-DD')"
    rows = people.execute(text(f"SELECT {columns} FROM consent ORDER BY id"))
    assert [tuple(row) for row in rows] == [
        ("privacy", True, 1, None, None, "2026-01-01"),
        ("terms", True, 1, None, None, "2026-01-01"),
        ("care_note", True, 1, None, None, "2026-02-01"),
        ("health_answers", True, None, 7, 5, "2026-03-01"),
        ("health_answers", False, None, 7, 5, "2026-04-01"),
    ]


def test_reasons_and_names_of_people_leave_the_audit_log(people: Connection) -> None:
    migrate(people, "0019")
    migrate(people, "0020")
    rows = people.execute(text("SELECT subject_name, reason, after::text FROM audit_entry ORDER BY id"))
    assert [tuple(row) for row in rows] == [
        ("", "", '{"suspended_at": "now"}'),
        ("", "", "{}"),
        ("Hazel Bodywork", "", "{}"),
    ]
    reasons = people.execute(text("SELECT entry_id, user_id, text FROM audit_reason ORDER BY entry_id"))
    assert [tuple(row) for row in reasons] == [(1, 1, "Wren shouted."), (3, None, "Closed.")]
    enabled = text("SELECT tgenabled FROM pg_trigger WHERE tgname = 'audit_entry_append_only'")
    assert people.scalar(enabled) == "O"
