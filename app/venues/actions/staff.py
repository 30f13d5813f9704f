"""Who works at a venue. Everything that follows from a change of it is here: roles, sessions, and the main owner."""

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.accounts.actions.security_events import record_event
from app.accounts.actions.sessions import log_out_others
from app.accounts.enums import Role, SecurityEventKind
from app.accounts.models import LoginSession, User
from app.accounts.queries.users import lock_user
from app.core import clock
from app.core.db import session
from app.core.errors import Conflict, NotFound
from app.core.jobs import defer
from app.venues.enums import StaffRole
from app.venues.errors import VenueErrorCode
from app.venues.models import Venue, VenueStaff


def add_staff(
    *, venue: Venue, user: User, role: StaffRole, team_member_id: int | None, keep: LoginSession | None
) -> VenueStaff:
    """Let a user work at a venue, and log them out except for `keep`: guests' sessions have other limits.

    Raises Conflict for admins and for those who work at a venue already.
    """
    lock_user(user.id)
    if user.role is Role.ADMIN:
        raise Conflict(VenueErrorCode.ADMINS_DONT_WORK)
    works = session.scalar(select(Venue.name).join(VenueStaff).where(VenueStaff.user_id == user.id))
    if works is not None:
        raise Conflict(VenueErrorCode.WORKS_ALREADY, venue=works)
    staff = VenueStaff(
        user_id=user.id, user=user, venue_id=venue.id, role=role, team_member_id=team_member_id, added_at=clock.now()
    )
    session.add(staff)
    user.role = Role.PROVIDER
    session.flush()
    log_out_others(user=user, keep=keep)
    return staff


def change_staff(
    *,
    venue: Venue,
    staff: VenueStaff,
    role: StaffRole,
    team_member_id: int | None,
    keep: LoginSession | None = None,
) -> None:
    """Change a person's role and profile. A new role logs them out, except for `keep`.

    Raises Conflict for the last owner.
    """
    _lock_staff(venue, staff)
    if staff.role is StaffRole.OWNER and role is not StaffRole.OWNER:
        _refuse_last_owner(venue, staff)
    is_new_role = staff.role is not role
    staff.role, staff.team_member_id = role, team_member_id
    session.flush()
    _choose_main_owner(venue)
    if is_new_role:
        log_out_others(user=staff.user, keep=keep)


def remove_staff(*, venue: Venue, staff: VenueStaff, keep: LoginSession | None = None) -> None:
    """End a person's work at a venue: they are a guest again, logged out except for `keep`.

    Raises Conflict for the last owner.
    """
    _lock_staff(venue, staff)
    if staff.role is StaffRole.OWNER:
        _refuse_last_owner(venue, staff)
    user = staff.user
    session.delete(staff)
    session.flush()
    _choose_main_owner(venue)
    _make_guest(user, keep=keep)


def remove_others(*, venue: Venue, owner: User) -> None:
    """End the work of everyone else and email them, because the owner deletes the venue."""
    others = session.scalars(
        select(User)
        .join(VenueStaff, VenueStaff.user_id == User.id)
        .where(VenueStaff.venue_id == venue.id, User.id != owner.id)
    ).all()
    for user in others:
        _make_guest(user, keep=None)
        event = record_event(SecurityEventKind.STAFF_LEFT, user=user, by=owner)
        defer("staff.email_change", event_id=event.id, venue_id=venue.id, change="venue_deleted", role="")


def _make_guest(user: User, *, keep: LoginSession | None) -> None:
    lock_user(user.id)
    user.role = Role.GUEST
    log_out_others(user=user, keep=keep)


def _lock_staff(venue: Venue, staff: VenueStaff) -> None:
    """Lock the people of a venue, so that two owners cannot both leave. Raises NotFound if the person left since."""
    locked = session.scalars(
        select(VenueStaff)
        .where(VenueStaff.venue_id == venue.id)
        .order_by(VenueStaff.id)
        .options(joinedload(VenueStaff.user, innerjoin=True))
        .with_for_update(of=VenueStaff)
        .execution_options(populate_existing=True)
    ).all()
    if staff not in locked:
        raise NotFound(VenueErrorCode.NO_SUCH_STAFF)


def _refuse_last_owner(venue: Venue, staff: VenueStaff) -> None:
    if _owner_ids(venue) == [staff.user_id]:
        raise Conflict(VenueErrorCode.LAST_OWNER, venue=venue.name)


def _choose_main_owner(venue: Venue) -> None:
    """Keep `venue.owner_id` one of the owners: the one it was, or else the one who has been here longest."""
    owners = _owner_ids(venue)
    if venue.owner_id not in owners:
        venue.owner_id = owners[0]
        session.flush()


def _owner_ids(venue: Venue) -> list[int]:
    its = VenueStaff.venue_id == venue.id, VenueStaff.role == StaffRole.OWNER
    return list(session.scalars(select(VenueStaff.user_id).where(*its).order_by(VenueStaff.added_at, VenueStaff.id)))
