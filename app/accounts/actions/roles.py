"""What admins do to accounts: suspend, reinstate, and set the role."""

from sqlalchemy import select

from app.accounts.actions.sessions import log_out_everywhere
from app.accounts.enums import Role
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
    log_out_everywhere(user=user)


def reinstate(*, user: User) -> None:
    """Let a suspended user log in again with the same password. Raises Conflict if they are not suspended."""
    lock_admins_and(user)
    if not user.is_suspended:
        raise Conflict(AccountErrorCode.NOT_SUSPENDED, name=user.name)
    user.suspended_at, user.suspended_reason = None, ""
    session.flush()


def set_role(*, user: User, role: Role) -> None:
    """Set a user's role, and log them out: their sessions had other limits. Raises Conflict for the last admin."""
    running = lock_admins_and(user)
    if role is not Role.ADMIN:
        _refuse_last_admin(user, running)
    user.role = role
    log_out_everywhere(user=user)


def lock_admins_and(user: User) -> set[int]:
    """Lock all admins and this user until the transaction ends, and return the ids of the active admins.

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
    return {one.id for one in locked if one.role is Role.ADMIN and not one.is_suspended}


def _refuse_last_admin(user: User, running: set[int]) -> None:
    if running == {user.id}:
        raise Conflict(AccountErrorCode.LAST_ADMIN)
