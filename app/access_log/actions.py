"""Writing down who opened whose data: one statement, once an hour for the same person and the same data."""

from datetime import timedelta

from sqlalchemy import text

from app.access_log.enums import AccessKind
from app.accounts.models import User
from app.core import clock
from app.core.db import db

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
    """Record that someone opened data about an account or a guest of a venue. Nobody is recorded for their own data.

    In a transaction of its own, so that pages that may only read work too.
    """
    if (user_id is None and guest_id is None) or user_id == by.id:
        return
    now = clock.now()
    values = {"now": now, "since": now - ONCE_IN, "kind": kind.value, "by_id": by.id, "role": by.role.value}
    with db.engine.begin() as own:
        own.execute(INSERT, {**values, "user_id": user_id, "guest_id": guest_id})
