"""Recovery from a lost device: one admin asks to remove all second factors of a person, and another one approves."""

from sqlalchemy import update

from app.accounts.actions.security_events import record_event
from app.accounts.actions.sessions import log_out_everywhere
from app.accounts.enums import SecurityEventKind
from app.accounts.models import User
from app.accounts.queries.users import lock_user
from app.core import clock
from app.core.db import session
from app.core.errors import Conflict
from app.two_factor.actions.authenticator import remove_second_factor
from app.two_factor.actions.passkeys import remove_all_passkeys
from app.two_factor.errors import TwoFactorErrorCode
from app.two_factor.models import TwoFactorReset
from app.two_factor.queries.resets import has_any_factor, open_reset


def request_reset(*, user: User, reason: str, by: User) -> TwoFactorReset:
    """Ask for the removal of a person's second factors, who is told by email.

    Raises Conflict for oneself, if there is nothing to remove, and if a request is open.
    """
    lock_user(user.id)
    _refuse_own(user, by)
    if not has_any_factor(user):
        raise Conflict(TwoFactorErrorCode.NOTHING_TO_RESET)
    if open_reset(user, lock=True) is not None:
        raise Conflict(TwoFactorErrorCode.RESET_OPEN)
    now = clock.now()
    expired = TwoFactorReset.user_id == user.id, TwoFactorReset.approved_at.is_(None), TwoFactorReset.ended_at.is_(None)
    session.execute(update(TwoFactorReset).where(*expired).values(ended_at=now))
    reset = TwoFactorReset(user_id=user.id, reason=reason, requested_by_id=by.id, requested_at=now)
    session.add(reset)
    session.flush()
    record_event(SecurityEventKind.RESET_REQUESTED, user=user, by=by)
    return reset


def approve_reset(*, user: User, by: User) -> TwoFactorReset:
    """Remove all second factors of a person and log them out everywhere. They are told by email.

    Raises Conflict for oneself, if no request is open, and for the admin who made it.
    """
    reset = _locked(user)
    _refuse_own(user, by)
    if reset.requested_by_id == by.id:
        raise Conflict(TwoFactorErrorCode.RESET_NEEDS_ANOTHER_ADMIN)
    reset.approved_by_id, reset.approved_at = by.id, clock.now()
    remove_second_factor(user=user)
    remove_all_passkeys(user=user)
    log_out_everywhere(user=user)
    record_event(SecurityEventKind.RESET_APPROVED, user=user, by=by)
    return reset


def withdraw_reset(*, user: User) -> TwoFactorReset:
    """End a request without doing anything. Raises Conflict if none is open."""
    reset = _locked(user)
    reset.ended_at = clock.now()
    session.flush()
    return reset


def _locked(user: User) -> TwoFactorReset:
    lock_user(user.id)
    reset = open_reset(user, lock=True)
    if reset is None:
        raise Conflict(TwoFactorErrorCode.NO_RESET)
    return reset


def _refuse_own(user: User, by: User) -> None:
    if user.id == by.id:
        raise Conflict(TwoFactorErrorCode.OWN_RESET)
