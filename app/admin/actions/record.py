"""The audit log: every action of an admin ends with `record`."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from app.accounts.models import User
from app.admin.enums import AuditAction, SubjectKind
from app.admin.models import LONGEST_NAME, AuditEntry, AuditReason
from app.core import clock
from app.core.db import Base, session


@dataclass(frozen=True, slots=True)
class Subject:
    """The subject of an admin action: its kind and id, its name as people know it, and its key in URLs, if any.

    A person has no name here, because entries are kept for good. `person_id` is the account that it belongs to.
    """

    kind: SubjectKind
    id: int | None
    name: str
    key: str = ""
    person_id: int | None = None


def record(
    *,
    admin: User,
    action: AuditAction,
    subject: Subject,
    before: Mapping[str, object],
    after: Mapping[str, object],
    reason: str = "",
) -> AuditEntry:
    """Record an admin's action in the same transaction, so that both are committed or neither.

    `before` and `after` hold the changed values under readable names ("opening_hours" shows as "Opening hours"); an
    empty one means that the subject did not exist.
    """
    made = entry(admin_id=admin.id, action=action, subject=subject, before=before, after=after, reason=reason)
    session.add(made)
    session.flush()
    return made


def entry(
    *,
    admin_id: int,
    action: AuditAction,
    subject: Subject,
    before: Mapping[str, object],
    after: Mapping[str, object],
    reason: str = "",
) -> AuditEntry:
    """Build an audit log entry that is not in a session yet."""
    return AuditEntry(
        at=clock.now(),
        admin_id=admin_id,
        action=action,
        subject_kind=subject.kind,
        subject_id=subject.id,
        subject_key=subject.key,
        subject_name=subject.name[:LONGEST_NAME],
        before=_plain(before),
        after=_plain(after),
        written=AuditReason(user_id=subject.person_id, text=reason) if reason else None,
    )


def values_of(row: Base, *names: str) -> dict[str, object]:
    """Return the current values of these columns, to compare before and after an action."""
    return {name: getattr(row, name) for name in names}


def _plain(value: Any) -> Any:
    """Return a value that JSON can hold, with instants in ISO 8601."""
    if isinstance(value, Mapping):
        return {str(key): _plain(inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [_plain(inner) for inner in value]
    if isinstance(value, datetime | date):
        return value.isoformat()
    return value if value is None or isinstance(value, (bool, int, float)) else str(value)
