"""Forms for people."""

from collections.abc import Callable

from app.accounts.actions.impersonations import impersonate
from app.accounts.actions.roles import suspend
from app.accounts.actions.security_events import record_event
from app.accounts.enums import Role, SecurityEventKind
from app.accounts.models import User
from app.admin.enums import AuditAction
from app.admin.forms.people import CorrectForm, RoleForm
from app.two_factor.actions.resets import request_reset
from tests.admin.forms.sent import Sent, seen
from tests.factories import make_passkey, make_user


def suspending(_admin: User) -> Sent:
    user = make_user()
    return Sent((AuditAction.USER_SUSPEND,), {"person_id": user.public_id}, {"reason": "Resold times."})


def reinstating(admin: User) -> Sent:
    user = make_user()
    suspend(user=user, reason="Resold times.", by=admin)
    return Sent((AuditAction.USER_REINSTATE,), {"person_id": user.public_id})


def changing_the_role(_admin: User) -> Sent:
    return Sent(
        (AuditAction.USER_ROLE,),
        {"person_id": make_user().public_id},
        {"role": "provider", "seen": seen(RoleForm, role="guest")},
    )


def signing_out(_admin: User) -> Sent:
    return Sent((AuditAction.USER_SIGN_OUT,), {"person_id": make_user().public_id})


def beginning_to_see(_admin: User) -> Sent:
    return Sent((AuditAction.USER_SEE,), {"person_id": make_user().public_id})


def stopping(admin: User) -> Sent:
    impersonate(user=make_user(), admin=admin)
    return Sent((AuditAction.USER_SEEN,))


def correcting(_admin: User) -> Sent:
    user = make_user()
    data = {"name": "Wren Abernathy-Vale", "email": user.email, "reason": "They married."}
    values = {"name": user.name, "email": user.email}
    return Sent(
        (AuditAction.USER_CORRECT,), {"person_id": user.public_id}, {**data, "seen": seen(CorrectForm, **values)}
    )


def giving_credit(_admin: User) -> Sent:
    data = {"amount": "25", "reason": "The sauna was cold.", "balance": "0"}
    return Sent((AuditAction.USER_CREDIT,), {"person_id": make_user().public_id}, data)


def resolving(_admin: User) -> Sent:
    event = record_event(SecurityEventKind.ACCOUNT_SECURED, user=make_user())
    return Sent((AuditAction.EVENT_RESOLVE,), {"event_id": event.public_id}, {"note": "We called them."})


def requesting_a_reset(_admin: User) -> Sent:
    user = make_user()
    make_passkey(user)
    return Sent((AuditAction.USER_REQUEST_RESET,), {"person_id": user.public_id}, {"reason": "Showed her ID."})


def approving_a_reset(_admin: User) -> Sent:
    return Sent((AuditAction.USER_APPROVE_RESET,), {"person_id": with_a_request().public_id})


def withdrawing_a_reset(_admin: User) -> Sent:
    return Sent((AuditAction.USER_WITHDRAW_RESET,), {"person_id": with_a_request().public_id})


def with_a_request() -> User:
    """Return a person about whom another admin made a request."""
    user = make_user()
    make_passkey(user)
    request_reset(user=user, reason="Showed her ID.", by=make_user(role=Role.ADMIN))
    return user


TABLE: dict[str, Callable[[User], Sent]] = {
    "admin.person_suspend": suspending,
    "admin.person_correct": correcting,
    "admin.person_credit": giving_credit,
    "admin.security_resolve": resolving,
    "admin.person_reinstate": reinstating,
    "admin.person_role": changing_the_role,
    "admin.person_reset": requesting_a_reset,
    "admin.person_reset_approve": approving_a_reset,
    "admin.person_reset_withdraw": withdrawing_a_reset,
    "admin.person_sign_out": signing_out,
    "admin.view_as": beginning_to_see,
    "admin.stop_viewing_as": stopping,
}
