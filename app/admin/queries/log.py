from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.admin.models import AuditEntry
from app.db import session

PAGE = 50


def entries() -> Sequence[AuditEntry]:
    """What admins did, newest first, with who did it. One statement."""
    return session.scalars(
        select(AuditEntry).options(joinedload(AuditEntry.admin)).order_by(AuditEntry.id.desc()).limit(PAGE)
    ).all()
