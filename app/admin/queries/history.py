from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.admin.enums import SubjectKind
from app.admin.errors import AdminErrorCode
from app.admin.models import AuditEntry
from app.core.db import session
from app.core.errors import NotFound


def history_of(kind: SubjectKind, subject_id: int, *, limit: int = 20) -> Sequence[AuditEntry]:
    """List the admin actions on one subject, newest first, each with its admin. One statement."""
    return session.scalars(
        select(AuditEntry)
        .where(AuditEntry.subject_kind == kind, AuditEntry.subject_id == subject_id)
        .options(joinedload(AuditEntry.admin))
        .order_by(AuditEntry.id.desc())
        .limit(limit)
    ).all()


def history_of_key(kind: SubjectKind, key: str, *, limit: int = 20) -> Sequence[AuditEntry]:
    """Do the same as `history_of` for a subject without an id, by its key in URLs. One statement."""
    return session.scalars(
        select(AuditEntry)
        .where(AuditEntry.subject_kind == kind, AuditEntry.subject_key == key)
        .options(joinedload(AuditEntry.admin))
        .order_by(AuditEntry.id.desc())
        .limit(limit)
    ).all()


def entry_about(kind: SubjectKind, key: str, public_id: str) -> AuditEntry:
    """Return one entry about a subject. Raises NotFound."""
    about = AuditEntry.subject_kind == kind, AuditEntry.subject_key == key
    entry = session.scalar(select(AuditEntry).where(AuditEntry.public_id == public_id, *about))
    if entry is None:
        raise NotFound(AdminErrorCode.NO_SUCH_VERSION)
    return entry
