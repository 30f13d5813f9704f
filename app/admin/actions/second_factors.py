"""Admin actions on the second factors of a person who lost them, each recorded in the audit log."""

from app.accounts.models import User
from app.admin.actions.people import subject_of
from app.admin.actions.record import record
from app.admin.enums import AuditAction
from app.core.jobs import defer
from app.two_factor.actions import resets


def request_reset(*, user: User, reason: str, admin: User) -> None:
    """Ask another admin to approve the removal of a person's second factors, who gets an email. Raises Conflict."""
    reset = resets.request_reset(user=user, reason=reason, by=admin)
    defer("admin.email_reset", reset_id=reset.id)
    _record(AuditAction.USER_REQUEST_RESET, user, admin, reason)


def approve_reset(*, user: User, admin: User) -> None:
    """Approve what another admin asked for: all second factors are removed. Raises Conflict."""
    reset = resets.approve_reset(user=user, by=admin)
    _record(AuditAction.USER_APPROVE_RESET, user, admin, reset.reason)


def withdraw_reset(*, user: User, admin: User) -> None:
    """Withdraw a request, or decline that of another admin. Raises Conflict."""
    reset = resets.withdraw_reset(user=user)
    _record(AuditAction.USER_WITHDRAW_RESET, user, admin, reset.reason)


def _record(action: AuditAction, user: User, admin: User, reason: str) -> None:
    record(admin=admin, action=action, subject=subject_of(user), before={}, after={}, reason=reason)
