"""Inviting people to work at a venue, and what they answer."""

from datetime import timedelta

from sqlalchemy import func, select

from app.accounts.actions.credentials import mark_verified
from app.accounts.actions.security_events import record_event
from app.accounts.enums import SecurityEventKind
from app.accounts.models import LoginSession, User
from app.core import clock
from app.core.db import session
from app.core.errors import Conflict, DomainError, Forbidden
from app.core.jobs import defer
from app.staff.errors import StaffErrorCode
from app.staff.models import MAX_SENT, OPEN, StaffInvitation
from app.staff.queries import lock_invitation, number_of_people, open_invitation_of, profiles_without_login
from app.team.models import TeamMember
from app.venues.actions.staff import add_staff
from app.venues.enums import StaffRole, VenueStatus
from app.venues.models import Venue, VenueStaff
from app.venues.queries import lock_venue

VALID_FOR = timedelta(days=7)
# People and unanswered invitations of one venue: far more than the largest spa has, so nobody sends bulk email.
MAX_PEOPLE = 30


def invite(*, venue: Venue, email: str, role: StaffRole, member: TeamMember | None, by: User) -> StaffInvitation:
    """Invite a person by email. Raises Conflict, and DomainError for a team member without a profile."""
    lock_venue(venue)
    _refuse_unapproved(venue)
    _refuse_unconfirmed(by)
    if number_of_people(venue) >= MAX_PEOPLE:
        raise Conflict(StaffErrorCode.TOO_MANY_PEOPLE, most=MAX_PEOPLE)
    _refuse_known(venue, email)
    check_profile(venue=venue, role=role, member=member)
    now = clock.now()
    invitation = StaffInvitation(
        venue_id=venue.id,
        email=email,
        role=role,
        team_member_id=member.id if member else None,
        invited_by_id=by.id,
        created_at=now,
        sent=1,
        sent_at=now,
        expires_at=now + VALID_FOR,
    )
    session.add(invitation)
    session.flush()
    defer("staff.email_invitation", invitation_id=invitation.id, sent=1)
    return invitation


def resend(*, venue: Venue, key: str, by: User) -> StaffInvitation:
    """Email an invitation again, which is then valid for another week. Raises NotFound and Conflict."""
    _refuse_unapproved(venue)
    _refuse_unconfirmed(by)
    invitation = open_invitation_of(venue, key)
    if invitation.sent >= MAX_SENT:
        raise Conflict(StaffErrorCode.SENT_TOO_OFTEN, most=MAX_SENT)
    invitation.sent, invitation.sent_at = invitation.sent + 1, clock.now()
    invitation.expires_at = invitation.sent_at + VALID_FOR
    session.flush()
    defer("staff.email_invitation", invitation_id=invitation.id, sent=invitation.sent)
    return invitation


def revoke(*, venue: Venue, key: str) -> StaffInvitation:
    """Cancel an invitation: its link is useless from now on. Raises NotFound."""
    invitation = open_invitation_of(venue, key)
    invitation.revoked_at = clock.now()
    session.flush()
    return invitation


def accept(*, invitation: StaffInvitation, user: User, keep: LoginSession | None) -> VenueStaff:
    """Let the invited person work at the venue, logged in only in this browser (`keep`).

    The link was sent to the account's address, so it verifies it. Raises Forbidden for another account, and Conflict if
    the invitation is over or the person works elsewhere.
    """
    venue = invitation.venue
    lock_venue(venue)
    _lock_open(invitation)
    if user.email.lower() != invitation.email.lower():
        raise Forbidden(StaffErrorCode.ANOTHER_ADDRESS, email=invitation.email)
    member = session.get(TeamMember, invitation.team_member_id) if invitation.team_member_id else None
    invitation.accepted_at, invitation.accepted_by_id = clock.now(), user.id
    session.flush()  # so that the profile is no longer promised to this invitation
    check_profile(venue=venue, role=invitation.role, member=member)
    staff = add_staff(
        venue=venue, user=user, role=invitation.role, team_member_id=member.id if member else None, keep=keep
    )
    mark_verified(user=user)
    record_event(SecurityEventKind.STAFF_JOINED, user=user)
    defer("staff.email_answer", invitation_id=invitation.id)
    return staff


def decline(*, invitation: StaffInvitation) -> None:
    """Decline an invitation. Raises Conflict if it is over."""
    _lock_open(invitation)
    invitation.declined_at = clock.now()
    session.flush()
    defer("staff.email_answer", invitation_id=invitation.id)


def check_profile(*, venue: Venue, role: StaffRole, member: TeamMember | None, staff: VenueStaff | None = None) -> None:
    """Raise DomainError if a role needs a profile, and Conflict if the profile has another person's login."""
    if member is None:
        if role is StaffRole.TEAM_MEMBER:
            raise DomainError(StaffErrorCode.NEEDS_PROFILE)
        return
    if member.id not in {each.id for each in profiles_without_login(venue, except_of=staff)}:
        raise Conflict(StaffErrorCode.PROFILE_TAKEN, name=member.name)


def _lock_open(invitation: StaffInvitation) -> None:
    answers = ["accepted_at", "declined_at", "revoked_at", "expires_at"]
    session.refresh(invitation, answers, with_for_update=True)
    venue = invitation.venue
    if invitation.is_answered or invitation.is_expired or venue.status is VenueStatus.DELETED:
        raise Conflict(StaffErrorCode.INVITATION_OVER, venue=venue.name)


def _refuse_unapproved(venue: Venue) -> None:
    """Raise Conflict for a venue that no admin has approved: its name would be in emails to strangers."""
    if not venue.can_email_guests:
        raise Conflict(StaffErrorCode.NOT_APPROVED, venue=venue.name)


def _refuse_unconfirmed(by: User) -> None:
    """Raise Conflict for a person whose own email address may be a stranger's."""
    if by.email_verified_at is None:
        raise Conflict(StaffErrorCode.EMAIL_NOT_CONFIRMED, email=by.email)


def _refuse_known(venue: Venue, email: str) -> None:
    here = session.scalar(
        select(User)
        .join(VenueStaff, VenueStaff.user_id == User.id)
        .where(VenueStaff.venue_id == venue.id, func.lower(User.email) == email.lower())
    )
    if here is not None:
        raise Conflict(StaffErrorCode.ALREADY_HERE, name=here.name)
    before = lock_invitation(
        StaffInvitation.venue_id == venue.id, func.lower(StaffInvitation.email) == email.lower(), OPEN
    )
    if before is None:
        return
    if not before.is_expired:
        raise Conflict(StaffErrorCode.ALREADY_INVITED, email=before.email)
    before.revoked_at = clock.now()
    session.flush()
