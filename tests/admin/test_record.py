"""The audit log is append-only and stores the values before and after each action."""

from datetime import UTC, datetime

import psycopg2.errors
import pytest
from sqlalchemy import select

from app.accounts.enums import Role
from app.accounts.models import User
from app.admin.actions.record import Subject, record, values_of
from app.admin.enums import LABELS, AuditAction, SubjectKind
from app.admin.models import AuditEntry
from app.core.db import session
from tests import database
from tests.factories import make_user, make_venue
from tests.support import NOW

pytestmark = pytest.mark.usefixtures("db", "now")

NOTHING = Subject(SubjectKind.VENUE, None, "Hazel Bodywork")


@pytest.fixture
def admin(db: None) -> User:
    return make_user(role=Role.ADMIN, name="Dana Ito")


def test_audit_entry_stores_who_did_what_to_which_subject(admin: User) -> None:
    venue = make_venue(name="Hazel Bodywork")
    before = values_of(venue, "name", "status")
    venue.name = "Hazel & Bodywork"
    subject = Subject(SubjectKind.VENUE, venue.id, venue.name, key=venue.slug)
    record(
        admin=admin,
        action=AuditAction.DEAL_APPROVE,
        subject=subject,
        before=before,
        after={**values_of(venue, "name", "status"), "at": datetime(2026, 5, 1, tzinfo=UTC), "tags": ("a", "b")},
        reason="As asked by phone.",
    )
    session.expire_all()
    entry = session.scalars(select(AuditEntry)).one()
    assert (entry.at, entry.admin_id, entry.action) == (NOW, admin.id, "deal.approve")
    assert (entry.subject_kind, entry.subject_id, entry.subject_key) == ("venue", venue.id, venue.slug)
    assert entry.before == {"name": "Hazel Bodywork", "status": "live"}
    assert entry.after["name"] == "Hazel & Bodywork"
    assert (entry.after["at"], entry.after["tags"]) == ("2026-05-01T00:00:00+00:00", ["a", "b"])
    assert (entry.reason, entry.former_reason) == ("As asked by phone.", "")
    assert entry.public_id.startswith("AL-")


CHANGES = (
    "UPDATE audit_entry SET reason = 'Another one'",
    "UPDATE audit_entry SET reason = 'Another one' WHERE false",
    "DELETE FROM audit_entry",
    "TRUNCATE audit_entry CASCADE",
    "TRUNCATE user_account CASCADE",
)


@pytest.mark.parametrize("statement", CHANGES)
def test_database_rejects_changes_to_the_audit_log(admin: User, database_url: str, statement: str) -> None:
    record(admin=admin, action=AuditAction.DEAL_APPROVE, subject=NOTHING, before={}, after={})
    session.commit()
    with pytest.raises(psycopg2.errors.InsufficientPrivilege, match="permission denied"):
        execute_as_application(database_url, statement)
    with pytest.raises(psycopg2.errors.Error, match="audit_entry is append-only"):
        database.execute(database_url, statement)
    assert session.scalars(select(AuditEntry.former_reason)).all() == [""]


@pytest.mark.parametrize("statement", ["UPDATE audit_reason SET text = 'Another one'", "TRUNCATE audit_reason"])
def test_database_rejects_another_reason(admin: User, database_url: str, statement: str) -> None:
    record(admin=admin, action=AuditAction.DEAL_APPROVE, subject=NOTHING, before={}, after={}, reason="As asked.")
    session.commit()
    with pytest.raises(psycopg2.errors.InsufficientPrivilege):
        execute_as_application(database_url, statement)
    with pytest.raises(psycopg2.errors.Error, match="audit_reason is never changed"):
        database.execute(database_url, statement)


@pytest.mark.parametrize(
    "statement",
    [
        "SET session_replication_role = replica",
        "ALTER TABLE audit_entry DISABLE TRIGGER ALL",
        "DROP TRIGGER audit_entry_append_only ON audit_entry",
        "DROP FUNCTION audit_entry_append_only() CASCADE",
        "CREATE OR REPLACE FUNCTION audit_entry_append_only() RETURNS trigger LANGUAGE sql AS ''",
        "ALTER TABLE reservation DROP CONSTRAINT ex_reservation_overlap",
        "CREATE TABLE of_mine (id int)",
        "CREATE ROLE somebody",
        "UPDATE alembic_version SET version_num = '0001'",
        "COPY venue TO PROGRAM 'true'",
        "SELECT pg_read_file('postgresql.conf')",
    ],
)
def test_application_role_cannot_remove_what_protects_the_data(database_url: str, statement: str) -> None:
    with pytest.raises(psycopg2.errors.InsufficientPrivilege):
        execute_as_application(database_url, statement)


def execute_as_application(database_url: str, statement: str) -> None:
    connection = psycopg2.connect(database_url)
    try:
        with connection.cursor() as cursor:
            cursor.execute(statement)
    finally:
        connection.close()


def test_every_audit_action_has_a_label() -> None:
    assert LABELS.keys() == set(AuditAction)
    assert max(len(action) for action in AuditAction) <= 40
