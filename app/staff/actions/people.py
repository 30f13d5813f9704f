"""Changing and ending the work of people at a venue."""

from sqlalchemy import update

from app.accounts.actions.security_events import record_event
from app.accounts.enums import SecurityEventKind
from app.accounts.models import LoginSession, User
from app.core import clock
from app.core.db import session
from app.core.errors import Conflict
from app.core.jobs import defer
from app.staff.actions.invitations import check_profile
from app.staff.enums import StaffChange
from app.staff.errors import StaffErrorCode
from app.staff.models import OPEN, StaffInvitation
from app.staff.queries import login_of
from app.team.models import TeamMember
from app.venues.actions.staff import change_staff, remove_staff
from app.venues.enums import StaffRole
from app.venues.models import Venue, VenueStaff
from app.venues.queries import lock_venue


def change_role(*, venue: Venue, staff: VenueStaff, role: StaffRole, member: TeamMember | None, by: User) -> None:
    """Change a person's role and profile, with an email to them if it is another role.

    Raises Conflict for the last owner, and for the main owner if someone else does it; DomainError for a team member
    without a profile.
    """
    lock_venue(venue)
    if role is not staff.role:
        _refuse_main_owner(venue, staff, by)
    check_profile(venue=venue, role=role, member=member, staff=staff)
    before = staff.role
    change_staff(venue=venue, staff=staff, role=role, team_member_id=member.id if member else None)
    if role is not before:
        tell(venue, staff.user, StaffChange.ROLE, SecurityEventKind.STAFF_ROLE_CHANGED, by=by, role=role)


def remove(*, venue: Venue, staff: VenueStaff, by: User) -> None:
    """End a person's work at a venue, with an email to them.

    Raises Conflict for the last owner, and for the main owner if someone else does it.
    """
    lock_venue(venue)
    _refuse_main_owner(venue, staff, by)
    user = staff.user
    remove_staff(venue=venue, staff=staff)
    tell(venue, user, StaffChange.REMOVED, SecurityEventKind.STAFF_LEFT, by=by)


def leave(*, venue: Venue, staff: VenueStaff, user: User, keep: LoginSession | None) -> None:
    """End one's own work at a venue, with an email to the owner. Raises Conflict for the last owner."""
    lock_venue(venue)
    remove_staff(venue=venue, staff=staff, keep=keep)
    tell(venue, user, StaffChange.LEFT, SecurityEventKind.STAFF_LEFT)


def end_login_of(*, venue: Venue, member: TeamMember, by: User | None) -> None:
    """End the login of a member who leaves the team, and open invitations to it.

    A manager or a front desk goes on: they work without providing services.
    """
    lock_venue(venue)
    session.execute(
        update(StaffInvitation).where(StaffInvitation.team_member_id == member.id, OPEN).values(revoked_at=clock.now())
    )
    staff = login_of(member)
    if staff is not None:
        user = staff.user
        remove_staff(venue=venue, staff=staff)
        tell(venue, user, StaffChange.REMOVED, SecurityEventKind.STAFF_LEFT, by=by)


def _refuse_main_owner(venue: Venue, staff: VenueStaff, by: User) -> None:
    """Keep an owner who was made one from taking the venue from the person who gets its emails."""
    if staff.user_id == venue.owner_id != by.id:
        raise Conflict(StaffErrorCode.MAIN_OWNER, name=staff.user.name)


def tell(
    venue: Venue,
    user: User,
    change: StaffChange,
    kind: SecurityEventKind,
    *,
    by: User | None = None,
    role: StaffRole | None = None,
) -> None:
    """Record a change as an event of the person's account, and email whom it concerns."""
    event = record_event(kind, user=user, by=by)
    defer("staff.email_change", event_id=event.id, venue_id=venue.id, change=change.value, role=role or "")
