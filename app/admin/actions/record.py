"""The audit log: every action of an admin ends with `record`."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from app import clock
from app.accounts.models import User
from app.admin.enums import AuditAction, SubjectKind
from app.admin.models import LONGEST_NAME, AuditEntry
from app.db import Base, session


@dataclass(frozen=True, slots=True)
class Subject:
    """What an act is about: its kind and id, its name as people know it, and what its address calls it, if anything."""

    kind: SubjectKind
    id: int | None
    name: str
    key: str = ""


def record(
    *,
    admin: User,
    act: AuditAction,
    subject: Subject,
    before: Mapping[str, object],
    after: Mapping[str, object],
    reason: str = "",
) -> AuditEntry:
    """Write down what `admin` did, in the transaction that does it: either both are kept or neither.

    `before` and `after` say what the act changed, by names that people read ("Opening hours" is "opening_hours");
    an empty one says that the thing was not there.
    """
    made = entry(admin_id=admin.id, act=act, subject=subject, before=before, after=after, reason=reason)
    session.add(made)
    session.flush()
    return made


def entry(
    *,
    admin_id: int,
    act: AuditAction,
    subject: Subject,
    before: Mapping[str, object],
    after: Mapping[str, object],
    reason: str = "",
) -> AuditEntry:
    """Build an entry of the audit log, which is not in a session yet."""
    return AuditEntry(
        at=clock.now(),
        admin_id=admin_id,
        act=act,
        subject_kind=subject.kind,
        subject_id=subject.id,
        subject_key=subject.key,
        subject_name=subject.name[:LONGEST_NAME],
        before=_plain(before),
        after=_plain(after),
        reason=reason,
    )


def values_of(row: Base, *names: str) -> dict[str, object]:
    """These columns of a row as they are now: taken before and after an act."""
    return {name: getattr(row, name) for name in names}


def _plain(value: Any) -> Any:
    """As JSON can hold it; instants in ISO 8601."""
    if isinstance(value, Mapping):
        return {str(key): _plain(inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [_plain(inner) for inner in value]
    if isinstance(value, datetime | date):
        return value.isoformat()
    return value if value is None or isinstance(value, (bool, int, float)) else str(value)
