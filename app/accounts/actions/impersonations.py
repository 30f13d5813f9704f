"""An admin's view of the site as another user."""

from datetime import timedelta

from app.accounts.enums import Role
from app.accounts.errors import AccountErrorCode
from app.accounts.models import Impersonation, User
from app.core import clock
from app.core.db import session
from app.core.errors import Conflict

# How long an admin can view the site as another user.
IMPERSONATION = timedelta(minutes=30)


def impersonate(*, user: User, admin: User) -> Impersonation:
    """Let an admin view the site as another user for half an hour.

    Raises Conflict if that user is an admin, including themselves.
    """
    if user.role is Role.ADMIN:
        raise Conflict(AccountErrorCode.VIEW_AS_ADMIN)
    began = clock.now()
    seeing = Impersonation(admin_id=admin.id, user_id=user.id, began_at=began, ends_at=began + IMPERSONATION)
    session.add(seeing)
    session.flush()
    return seeing


def end_impersonation(*, seeing_id: int) -> Impersonation | None:
    """End an impersonation once. Returns None if it already ended."""
    seeing = session.get_one(Impersonation, seeing_id, with_for_update=True, populate_existing=True)
    if seeing.ended_at is not None:
        return None
    seeing.ended_at = min(clock.now(), seeing.ends_at)
    session.flush()
    return seeing
