"""Admin actions on accounts, each recorded in the audit log."""

from app.accounts.actions import impersonations, roles
from app.accounts.actions.email_links import end_links
from app.accounts.actions.security_events import record_event
from app.accounts.actions.sessions import log_out_everywhere
from app.accounts.enums import AdminRole, EmailLinkKind, Role, SecurityEventKind
from app.accounts.models import Impersonation, User
from app.accounts.queries.email_links import is_reserved
from app.accounts.queries.users import user_by_email, user_of_id
from app.admin.actions.record import Subject, record, values_of
from app.admin.actions.venues import suspend
from app.admin.enums import AuditAction, SubjectKind
from app.admin.errors import AdminErrorCode
from app.admin.queries.people import open_impersonations
from app.core.db import session
from app.core.errors import Conflict
from app.core.jobs import defer
from app.venues.queries import role_of, venue_owned_by

STANDING = ("suspended_at",)


def suspend_person(*, user: User, reason: str, admin: User, venue_too: bool = False) -> None:
    """Suspend an account with a reason; with `venue_too`, suspend its public venue for the same reason.

    Bookings do not change. Raises Conflict.
    """
    before = values_of(user, *STANDING)
    roles.suspend(user=user, reason=reason, by=admin)
    record(
        admin=admin,
        action=AuditAction.USER_SUSPEND,
        subject=subject_of(user),
        before=before,
        after=values_of(user, *STANDING),
        reason=reason,
    )
    venue = venue_owned_by(user)
    if venue_too and venue is not None and venue.is_public:
        suspend(venue=venue, admin=admin, reason=reason)


def reinstate_person(*, user: User, admin: User) -> None:
    """Let a suspended user log in again. Raises Conflict."""
    before = values_of(user, *STANDING)
    roles.reinstate(user=user, by=admin)
    record(
        admin=admin,
        action=AuditAction.USER_REINSTATE,
        subject=subject_of(user),
        before=before,
        after=values_of(user, *STANDING),
    )


def change_role(*, user: User, role: Role, admin: User, admin_role: AdminRole | None = None) -> None:
    """Change a user's role.

    Raises Conflict if they already have it, if they are the last admin, or if they own a venue, which would be left
    without an owner. The user is locked before the venue is looked up, so listing a business at the same time either
    waits or is already visible here.
    """
    roles.lock_admins_and(user)
    venue = venue_owned_by(user)
    if venue is not None and role is not Role.PROVIDER:
        raise Conflict(AdminErrorCode.OWNS_VENUE, name=user.name, venue=venue.name)
    if role is not Role.PROVIDER and role_of(user) is not None:
        raise Conflict(AdminErrorCode.WORKS_AT_VENUE, name=user.name)
    if (user.role, user.admin_role) == (role, admin_role):
        raise Conflict(AdminErrorCode.SAME_ROLE, name=user.name)
    before = values_of(user, "role", "admin_role")
    roles.set_role(user=user, role=role, admin_role=admin_role, by=admin)
    record(
        admin=admin,
        action=AuditAction.USER_ROLE,
        subject=subject_of(user),
        before=before,
        after=values_of(user, "role", "admin_role"),
    )


def correct_person(*, user: User, name: str, email: str, reason: str, admin: User) -> None:
    """Correct a person's name or email address. Both addresses are told.

    A new address is not confirmed yet. Raises Conflict if another account has it, and if nothing changes.
    """
    if (user.name, user.email) == (name, email):
        raise Conflict(AdminErrorCode.SAME_PERSON)
    other = user_by_email(email)
    if (other is not None and other.id != user.id) or is_reserved(email, besides=user.id):
        raise Conflict(AdminErrorCode.EMAIL_TAKEN)
    changed = [label for label, old, new in (("name", user.name, name), ("email", user.email, email)) if old != new]
    former = user.email
    user.name = name
    if email != former:
        user.email, user.email_verified_at = email, None
        end_links(user_id=user.id, kinds=tuple(EmailLinkKind))
    record_event(SecurityEventKind.CORRECTED, user=user, by=admin)
    # The values are personal, and entries stay for good, so the entry says only which ones changed.
    record(
        admin=admin,
        action=AuditAction.USER_CORRECT,
        subject=subject_of(user),
        before={},
        after={"changed": changed},
        reason=reason,
    )
    for address in dict.fromkeys((former, email)):
        defer("admin.email_correction", user_id=user.id, to=address)


def sign_out_person(*, user: User, admin: User) -> None:
    """Log a user out of every browser."""
    log_out_everywhere(user=user)
    record(admin=admin, action=AuditAction.USER_SIGN_OUT, subject=subject_of(user), before={}, after={})


def begin_impersonation(*, user: User, admin: User) -> Impersonation:
    """View the site as a user, for half an hour at most; a job records the end if nothing else does.

    Raises Conflict for an admin.
    """
    stop_impersonation(admin=admin)
    seeing = impersonations.impersonate(user=user, admin=admin)
    record(
        admin=admin,
        action=AuditAction.USER_SEE,
        subject=subject_of(user),
        before={},
        after={"began": seeing.began_at, "ends_by_itself": seeing.ends_at},
    )
    defer("admin.end_impersonation", at=seeing.ends_at, seeing_id=seeing.id)
    return seeing


def stop_impersonation(*, admin: User) -> User | None:
    """End every open impersonation of this admin. Returns the last viewed user, if any."""
    open_views = open_impersonations(admin)
    for seeing in open_views:
        end_impersonation(seeing_id=seeing.id)
    return user_of_id(open_views[-1].user_id) if open_views else None


def end_impersonation(*, seeing_id: int) -> None:
    """End an impersonation and record that once."""
    ended = impersonations.end_impersonation(seeing_id=seeing_id)
    if ended is None:
        return
    record(
        admin=user_of_id(ended.admin_id),
        action=AuditAction.USER_SEEN,
        subject=subject_of(user_of_id(ended.user_id)),
        before={"began": ended.began_at},
        after={"ended": ended.ended_at},
    )
    session.flush()


def subject_of(user: User) -> Subject:
    return Subject(SubjectKind.USER, user.id, "", key=user.public_id, person_id=user.id)
