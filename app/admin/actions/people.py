"""What admins do to accounts, each with its entry in the log."""

from flask_babel import gettext as _

from app.accounts import actions as accounts
from app.accounts.enums import Role
from app.accounts.models import Impersonation, User
from app.accounts.queries import user_of_id
from app.admin.actions.record import Subject, record, values_of
from app.admin.actions.venues import suspend
from app.admin.enums import AuditAction, SubjectKind
from app.admin.queries.people import open_impersonations
from app.db import session
from app.errors import Conflict
from app.jobs import defer
from app.venues.queries import venue_owned_by

STANDING = ("suspended_at", "suspended_reason")


def suspend_person(*, user: User, reason: str, admin: User, venue_too: bool = False) -> None:
    """Keep somebody out, and say why; take her public venue down for the same reason where that is asked for. Visits
    stay as they are. Raises Conflict."""
    before = values_of(user, *STANDING)
    accounts.suspend(user=user, reason=reason, by=admin)
    record(
        admin=admin,
        act=AuditAction.USER_SUSPEND,
        subject=subject_of(user),
        before=before,
        after=values_of(user, *STANDING),
        reason=reason,
    )
    venue = venue_owned_by(user)
    if venue_too and venue is not None and venue.is_public:
        suspend(venue=venue, admin=admin, reason=reason)


def reinstate_person(*, user: User, admin: User) -> None:
    """Let somebody in again. Raises Conflict."""
    before = values_of(user, *STANDING)
    accounts.reinstate(user=user)
    record(
        admin=admin,
        act=AuditAction.USER_REINSTATE,
        subject=subject_of(user),
        before=before,
        after=values_of(user, *STANDING),
    )


def change_role(*, user: User, role: Role, admin: User) -> None:
    """Change a role. Raises Conflict for the role that they have, for the last admin, and for the owner of a venue:
    nobody would look after it.

    The user is locked before the venue is looked for: who lists a business at the same time waits, or has it by now.
    """
    accounts.lock_admins_and(user)
    venue = venue_owned_by(user)
    if venue is not None and role is not Role.PROVIDER:
        raise Conflict(
            _(
                "%(name)s owns %(venue)s, so their role has to be Owner. They can delete the venue first.",
                name=user.name,
                venue=venue.name,
            )
        )
    if user.role is role:
        raise Conflict(_("%(name)s already has this role. Choose another one.", name=user.name))
    before = values_of(user, "role")
    accounts.set_role(user=user, role=role)
    record(
        admin=admin, act=AuditAction.USER_ROLE, subject=subject_of(user), before=before, after=values_of(user, "role")
    )


def sign_out_person(*, user: User, admin: User) -> None:
    """Every browser of hers asks for the password again."""
    accounts.sign_out_everywhere(user=user)
    record(admin=admin, act=AuditAction.USER_SIGN_OUT, subject=subject_of(user), before={}, after={})


def begin_impersonation(*, user: User, admin: User) -> Impersonation:
    """See the site as somebody, for half an hour at most; a job writes down that it ended, if nothing else does.

    Raises Conflict for an admin.
    """
    stop_impersonation(admin=admin)
    seeing = accounts.impersonate(user=user, admin=admin)
    record(
        admin=admin,
        act=AuditAction.USER_SEE,
        subject=subject_of(user),
        before={},
        after={"began": seeing.began_at, "ends_by_itself": seeing.ends_at},
    )
    defer("admin.end_impersonation", at=seeing.ends_at, seeing_id=seeing.id)
    return seeing


def stop_impersonation(*, admin: User) -> User | None:
    """End every view as another person that this admin has open. Returns the last person, if there was one."""
    open_views = open_impersonations(admin)
    for seeing in open_views:
        end_impersonation(seeing_id=seeing.id)
    return user_of_id(open_views[-1].user_id) if open_views else None


def end_impersonation(*, seeing_id: int) -> None:
    """End it and write that down, once."""
    ended = accounts.end_impersonation(seeing_id=seeing_id)
    if ended is None:
        return
    record(
        admin=user_of_id(ended.admin_id),
        act=AuditAction.USER_SEEN,
        subject=subject_of(user_of_id(ended.user_id)),
        before={"began": ended.began_at},
        after={"ended": ended.ended_at},
    )
    session.flush()


def subject_of(user: User) -> Subject:
    return Subject(SubjectKind.USER, user.id, user.name, key=user.public_id)
