"""Resolving security events."""

from app.accounts.models import User
from app.admin.actions.record import Subject, record
from app.admin.enums import AuditAction, SubjectKind
from app.admin.errors import AdminErrorCode
from app.admin.models import SecurityResolution
from app.admin.queries.security_log import lock_event
from app.core import clock
from app.core.db import session
from app.core.errors import Conflict


def resolve_event(*, public_id: str, note: str, admin: User) -> None:
    """Note that a security event needs nothing more. Raises NotFound, and Conflict if it is resolved already."""
    event = lock_event(public_id)
    if session.get(SecurityResolution, event.id) is not None:
        raise Conflict(AdminErrorCode.ALREADY_RESOLVED)
    session.add(SecurityResolution(event_id=event.id, admin_id=admin.id, at=clock.now(), note=note))
    subject = Subject(SubjectKind.EVENT, event.id, event.public_id, event.public_id, person_id=event.user_id)
    record(admin=admin, action=AuditAction.EVENT_RESOLVE, subject=subject, before={}, after={}, reason=note)
