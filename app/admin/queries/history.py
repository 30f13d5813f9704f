from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.admin.enums import Kind
from app.admin.models import AuditEntry
from app.db import session


def history_of(kind: Kind, subject_id: int, *, limit: int = 20) -> Sequence[AuditEntry]:
    """What admins did to one thing, newest first, with who did it. One statement."""
    return session.scalars(
        select(AuditEntry)
        .where(AuditEntry.subject_kind == kind, AuditEntry.subject_id == subject_id)
        .options(joinedload(AuditEntry.admin))
        .order_by(AuditEntry.id.desc())
        .limit(limit)
    ).all()
