"""What admins do to accounts: suspend, reinstate, and set the role."""

from sqlalchemy import select

from app.accounts.actions.security_events import record_event
from app.accounts.actions.sessions import log_out_everywhere
from app.accounts.enums import AdminRole, Role, SecurityEventKind
from app.accounts.errors import AccountErrorCode
from app.accounts.models import User
from app.core import clock
from app.core.db import session
from app.core.errors import Conflict


def suspend(*, user: User, reason: str, by: User) -> None:
    """Suspend a user and log them out everywhere at once. They read `reason` when they try to log in.

    Raises Conflict if they are already suspended, are the admin who asks, or are the last admin.
    """
    running = lock_admins_and(user)
    if user.id == by.id:
        raise Conflict(AccountErrorCode.OWN_SUSPENSION)
    if user.is_suspended:
        raise Conflict(AccountErrorCode.ALREADY_SUSPENDED, name=user.name)
    _refuse_last_admin(user, running)
    user.suspended_at, user.suspended_reason = clock.now(), reason
    record_event(SecurityEventKind.SUSPENDED, user=user, by=by)
    log_out_everywhere(user=user)


def reinstate(*, user: User, by: User | None = None) -> None:
    """Let a suspended user log in again with the same password. Raises Conflict if they are not suspended."""
    lock_admins_and(user)
    if not user.is_suspended:
        raise Conflict(AccountErrorCode.NOT_SUSPENDED, name=user.name)
    user.suspended_at, user.suspended_reason = None, ""
    record_event(SecurityEventKind.REINSTATED, user=user, by=by)


def set_role(*, user: User, role: Role, admin_role: AdminRole | None = None, by: User | None = None) -> None:
    """Set a user's role, and log them out: their sessions had other limits.

    An admin without `admin_role` becomes a superadmin. Raises Conflict for the last superadmin.
    """
    running = lock_admins_and(user)
    wanted = (admin_role or AdminRole.SUPERADMIN) if role is Role.ADMIN else None
    if wanted is not AdminRole.SUPERADMIN:
        _refuse_last_admin(user, running)
    user.role, user.admin_role = role, wanted
    record_event(SecurityEventKind.ROLE_CHANGED, user=user, by=by)
    log_out_everywhere(user=user)


def lock_admins_and(user: User) -> set[int]:
    """Lock all admins and this user until the transaction ends, and return the ids of the active superadmins.

    Rows are always locked in the order of their ids, so two admins who demote each other do not deadlock.
    """
    which = (User.role == Role.ADMIN) | (User.id == user.id)
    locked = session.scalars(
        select(User)
        .where(which)
        .order_by(User.id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )
    return {one.id for one in locked if one.is_superadmin and not one.is_suspended}


def _refuse_last_admin(user: User, running: set[int]) -> None:
    if running == {user.id}:
        raise Conflict(AccountErrorCode.LAST_ADMIN)
