"""The people who work at a venue, those who are invited, and an offer of ownership."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, TextClause, func, select
from sqlalchemy.orm import contains_eager, joinedload

from app.core import clock
from app.core.db import session
from app.core.errors import NotFound
from app.staff.errors import StaffErrorCode
from app.staff.models import OPEN, OwnershipOffer, StaffInvitation
from app.team.models import TeamMember
from app.venues.enums import StaffRole
from app.venues.errors import VenueErrorCode
from app.venues.models import Venue, VenueStaff

ORDER = tuple(StaffRole)


@dataclass(frozen=True, slots=True)
class StaffPerson:
    """A person at a venue, with the profile that guests see, if they have one."""

    staff: VenueStaff
    member: TeamMember | None


def people_of(venue: Venue) -> list[StaffPerson]:
    """List the people of a venue with their accounts, owners first. One statement."""
    found = [StaffPerson(row[0], row[1]) for row in session.execute(_people().where(VenueStaff.venue_id == venue.id))]
    return sorted(found, key=lambda each: (ORDER.index(each.staff.role), each.staff.added_at, each.staff.id))


def person_of(venue: Venue, key: str) -> StaffPerson:
    """Return a person of a venue. Raises NotFound."""
    row = session.execute(_people().where(VenueStaff.venue_id == venue.id, VenueStaff.key == key)).one_or_none()
    if row is None:
        raise NotFound(VenueErrorCode.NO_SUCH_STAFF)
    return StaffPerson(row[0], row[1])


def _people() -> Select[VenueStaff, TeamMember]:
    return (
        select(VenueStaff, TeamMember)
        .join(VenueStaff.user)
        .outerjoin(TeamMember, TeamMember.id == VenueStaff.team_member_id)
        .options(contains_eager(VenueStaff.user))
    )


def invitations_of(venue: Venue) -> Sequence[StaffInvitation]:
    """List the unanswered invitations of a venue, the newest first, expired ones too. One statement."""
    return session.scalars(
        select(StaffInvitation)
        .where(StaffInvitation.venue_id == venue.id, OPEN)
        .order_by(StaffInvitation.id.desc())
        .options(joinedload(StaffInvitation.member))
    ).all()


def open_invitation_of(venue: Venue, key: str) -> StaffInvitation:
    """Lock and return an unanswered invitation of a venue. Raises NotFound."""
    found = lock_invitation(StaffInvitation.venue_id == venue.id, StaffInvitation.key == key)
    if found is None or found.is_answered:
        raise NotFound(StaffErrorCode.NO_SUCH_INVITATION)
    return found


def lock_invitation(*which: ColumnElement[bool] | TextClause) -> StaffInvitation | None:
    """Lock an invitation until the transaction ends, and read it again."""
    return session.scalar(
        select(StaffInvitation).where(*which).with_for_update().execution_options(populate_existing=True)
    )


def invitation_called(key: str) -> StaffInvitation:
    """Return an invitation with its venue, profile and the person who invites. Raises NotFound. One statement."""
    found = session.scalar(
        select(StaffInvitation)
        .where(StaffInvitation.key == key)
        .options(
            joinedload(StaffInvitation.venue, innerjoin=True),
            joinedload(StaffInvitation.invited_by, innerjoin=True),
            joinedload(StaffInvitation.member),
        )
    )
    if found is None:
        raise NotFound(StaffErrorCode.LINK_INCOMPLETE)
    return found


def profiles_without_login(venue: Venue, *, except_of: VenueStaff | None = None) -> Sequence[TeamMember]:
    """List the team members whom no login and no running invitation is linked to. One statement."""
    linked = select(VenueStaff.team_member_id).where(
        VenueStaff.venue_id == venue.id,
        VenueStaff.team_member_id.is_not(None),
        VenueStaff.id != (except_of.id if except_of else 0),
    )
    invited = select(StaffInvitation.team_member_id).where(
        StaffInvitation.venue_id == venue.id,
        StaffInvitation.team_member_id.is_not(None),
        StaffInvitation.expires_at > clock.now(),
        OPEN,
    )
    return session.scalars(
        select(TeamMember)
        .where(
            TeamMember.venue_id == venue.id,
            TeamMember.removed_at.is_(None),
            TeamMember.id.not_in(linked),
            TeamMember.id.not_in(invited),
        )
        .order_by(TeamMember.position)
    ).all()


def login_of(member: TeamMember) -> VenueStaff | None:
    """Return the work of a person whose login is only for this team member's bookings, or None. One statement."""
    return session.scalar(
        select(VenueStaff)
        .where(VenueStaff.team_member_id == member.id, VenueStaff.role == StaffRole.TEAM_MEMBER)
        .options(joinedload(VenueStaff.user, innerjoin=True))
    )


def number_of_people(venue: Venue) -> int:
    """Count the people of a venue and its unanswered invitations. One statement."""
    people = select(func.count(VenueStaff.id)).where(VenueStaff.venue_id == venue.id).scalar_subquery()
    invited = select(func.count(StaffInvitation.id)).where(StaffInvitation.venue_id == venue.id, OPEN).scalar_subquery()
    return int(session.execute(select(people + invited)).scalar_one())


def offer_at(venue: Venue) -> OwnershipOffer | None:
    """Return the open offer of a venue's ownership with both people. One statement."""
    return session.scalar(
        select(OwnershipOffer)
        .where(OwnershipOffer.venue_id == venue.id)
        .options(
            joinedload(OwnershipOffer.from_staff, innerjoin=True).joinedload(VenueStaff.user, innerjoin=True),
            joinedload(OwnershipOffer.to_staff, innerjoin=True).joinedload(VenueStaff.user, innerjoin=True),
        )
        .execution_options(populate_existing=True)
    )
