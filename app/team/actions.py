from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import Range

from app.core import clock
from app.core.db import session
from app.core.errors import Conflict, DomainError, NotFound
from app.core.slugs import first_free, slugify
from app.photos.models import Photo
from app.team.enums import Gender
from app.team.errors import TeamErrorCode
from app.team.languages import known
from app.team.models import DAY, MAX_BUFFER, MAX_MEMBERS, MOST_TIMES_OFF, TeamMember, TimeOff
from app.team.queries import members_of, slugs_of
from app.venues.actions.reindex import schedule_reindex
from app.venues.models import Resource, Venue
from app.venues.queries import lock_venue

RESERVED = frozenset({"new", "order"})  # used in place of a member's slug in other URLs


@dataclass(frozen=True, slots=True)
class Details:
    """The public profile of a team member, and their buffer time in minutes after each booking."""

    name: str
    title: str = ""
    bio: str = ""
    languages: Sequence[str] = ()  # codes of app.team.languages
    buffer_minutes: int = 0
    gender: Gender | None = None  # as they describe it, after they agreed that guests see it


def add_member(*, venue: Venue, name: str, title: str = "") -> TeamMember:
    """Add a team member at the end of the list. Guests can book them once they provide a service.

    Raises Conflict if the team is full.
    """
    lock_venue(venue)
    team = members_of(venue)
    if len(team) >= MAX_MEMBERS:
        raise Conflict(TeamErrorCode.TEAM_FULL, most=MAX_MEMBERS)
    resource = Resource(venue_id=venue.id, capacity=1)
    session.add(resource)
    session.flush()
    preferred = slugify(name.split(" ", 1)[0], fallback="member", longest=30)
    member = TeamMember(
        venue_id=venue.id,
        resource_id=resource.id,
        position=len(team) + 1,
        slug=first_free(preferred, taken=slugs_of(venue) | RESERVED),
        name=name,
        title=title,
    )
    session.add(member)
    schedule_reindex(venue.id)
    session.flush()
    return member


def edit_member(*, member: TeamMember, details: Details) -> None:
    """Update a team member's details. The slug stays the same, because links lead to it. Raises DomainError."""
    if not 0 <= details.buffer_minutes <= MAX_BUFFER:
        raise DomainError(TeamErrorCode.BUFFER, most=MAX_BUFFER)
    member.name, member.title, member.bio = details.name, details.title, details.bio
    member.languages = known(details.languages)
    member.buffer_minutes = details.buffer_minutes
    if member.gender != details.gender:
        member.gender, member.gender_consent_at = details.gender, clock.now() if details.gender else None
    schedule_reindex(member.venue_id)
    session.flush()


def set_member_photo(*, member: TeamMember, photo: Photo | None) -> None:
    """Show a team member with a photo, or with an initial if it is None."""
    member.photo = photo
    schedule_reindex(member.venue_id)
    session.flush()


def order_members(*, venue: Venue, slugs: Sequence[str]) -> None:
    """Set the order of the team. Raises Conflict if these are not exactly the team's current members."""
    lock_venue(venue)
    team = {member.slug: member for member in members_of(venue)}
    if sorted(slugs) != sorted(team):
        raise Conflict(TeamErrorCode.TEAM_CHANGED)
    _number([team[slug] for slug in slugs])
    schedule_reindex(venue.id)
    session.flush()


def deactivate_member(*, venue: Venue, member: TeamMember) -> None:
    """Remove a member from the team and close the gap; their past bookings stay theirs.

    `bookings.actions.remove_member` handles their upcoming bookings.
    """
    member.removed_at, member.position = clock.now(), None
    session.flush()
    _number(members_of(venue))
    schedule_reindex(venue.id)
    session.flush()


def reactivate_member(*, venue: Venue, member: TeamMember, position: int) -> None:
    """Return a removed member to their old position, or to the end. Raises Conflict if the team is full."""
    team = list(members_of(venue))
    if len(team) >= MAX_MEMBERS:
        raise Conflict(TeamErrorCode.TEAM_FULL, most=MAX_MEMBERS)
    team.insert(max(position - 1, 0), member)
    member.removed_at = None
    _number(team)
    schedule_reindex(venue.id)
    session.flush()


def _number(team: Sequence[TeamMember]) -> None:
    for position, member in enumerate(team, start=1):
        member.position = position


def add_time_off(*, member: TeamMember, begins: datetime, ends: datetime, note: str = "") -> TimeOff:
    """Add time off between two aware instants, half-open. Raises DomainError if it does not end after it begins."""
    if ends <= begins:
        raise DomainError(TeamErrorCode.TIME_OFF_ENDS_BEFORE_START)
    return _take_off(TimeOff(member_id=member.id, during=Range(begins, ends, bounds="[)"), note=note), member)


def add_weekly_time_off(
    *,
    member: TeamMember,
    weekday: int,
    begins: int,
    ends: int,
    first_on: date,
    last_on: date | None = None,
    note: str = "",
) -> TimeOff:
    """Add weekly time off on a weekday (Monday is 0), from a first date on and, if given, through a last one.

    `begins` and `ends` are wall minutes after that day's midnight (up to 1,440). Raises DomainError.
    """
    if not (0 <= weekday <= 6 and 0 <= begins < ends <= DAY):
        raise DomainError(TeamErrorCode.WEEKLY_TIME_OFF_ENDS_BEFORE_START)
    if last_on is not None and last_on < first_on:
        raise DomainError(TeamErrorCode.LAST_DAY_BEFORE_FIRST)
    off = TimeOff(
        member_id=member.id, weekday=weekday, begins=begins, ends=ends, first_on=first_on, last_on=last_on, note=note
    )
    return _take_off(off, member)


def remove_time_off(*, member: TeamMember, key: str) -> None:
    """Remove time off, so that the member can be booked then. Raises NotFound, also for another member's time off."""
    off = session.scalar(select(TimeOff).where(TimeOff.member_id == member.id, TimeOff.key == key))
    if off is None:
        raise NotFound(TeamErrorCode.TIME_OFF_REMOVED)
    session.delete(off)
    schedule_reindex(member.venue_id)
    session.flush()


def _take_off(off: TimeOff, member: TeamMember) -> TimeOff:
    if (session.scalar(select(func.count()).where(TimeOff.member_id == member.id)) or 0) >= MOST_TIMES_OFF:
        raise Conflict(TeamErrorCode.TOO_MANY_TIMES_OFF, name=member.first_name, most=MOST_TIMES_OFF)
    session.add(off)
    schedule_reindex(member.venue_id)
    session.flush()
    return off
