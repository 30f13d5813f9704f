"""Writing down who opened whose data: one statement, once an hour for the same person and the same data."""

from datetime import timedelta

from sqlalchemy import text

from app.access_log.enums import AccessKind
from app.accounts.enums import Role
from app.accounts.models import User
from app.core import clock
from app.core.db import db, session

ONCE_IN = timedelta(hours=1)
INSERT = text("""
    INSERT INTO data_access (at, kind, by_id, role, user_id, guest_id)
    SELECT :now, :kind, :by_id, :role, :user_id, :guest_id
    WHERE NOT EXISTS (
        SELECT FROM data_access
        WHERE by_id = :by_id AND kind = :kind AND at > :since
          AND user_id IS NOT DISTINCT FROM :user_id AND guest_id IS NOT DISTINCT FROM :guest_id
          AND (user_id = :user_id OR guest_id = :guest_id)
    )
""")


def note_access(kind: AccessKind, *, by: User, user_id: int | None = None, guest_id: int | None = None) -> None:
    """Record that someone opened data about an account or a guest of a venue. Nobody is recorded for their own data."""
    found = _values(kind, by_id=by.id, role=by.role, user_id=user_id, guest_id=guest_id)
    if found:
        session.execute(INSERT, found)


def note_admin_view(
    kind: AccessKind, *, admin_id: int, user_id: int | None = None, guest_id: int | None = None
) -> None:
    """Do the same for an admin who views the site as someone else, in a transaction of its own: theirs only reads."""
    found = _values(kind, by_id=admin_id, role=Role.ADMIN, user_id=user_id, guest_id=guest_id)
    if found:
        with db.engine.begin() as own:
            own.execute(INSERT, found)


def _values(
    kind: AccessKind, *, by_id: int, role: Role, user_id: int | None, guest_id: int | None
) -> dict[str, object]:
    """Return what is stored; nothing if it is about nobody or about the person who opened it."""
    if (user_id is None and guest_id is None) or user_id == by_id:
        return {}
    now = clock.now()
    values = {"now": now, "since": now - ONCE_IN, "kind": kind.value, "by_id": by_id, "role": role.value}
    return {**values, "user_id": user_id, "guest_id": guest_id}
