from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from flask_babel import gettext as _
from flask_babel import lazy_gettext
from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import Range

from app import clock
from app.db import session
from app.errors import Conflict, DomainError, NotFound
from app.photos.models import Picture
from app.slugs import first_free, slugify
from app.team.enums import Gender
from app.team.languages import known
from app.team.models import DAY, MAX_BUFFER, MAX_MEMBERS, MOST_TIMES_OFF, TeamMember, TimeOff
from app.team.queries import members_of, slugs_of
from app.venues.actions import schedule_reindex
from app.venues.models import Resource, Venue
from app.venues.queries import lock_venue

RESERVED = frozenset({"new", "order"})  # what else stands at her place in an address
FULL = lazy_gettext("A venue can have up to %(most)s team members. Remove one to add another.", most=MAX_MEMBERS)


@dataclass(frozen=True, slots=True)
class Details:
    """What guests read of a member, and the minutes that she keeps clear after each booking."""

    name: str
    title: str = ""
    bio: str = ""
    languages: Sequence[str] = ()  # codes of app.team.languages
    buffer_minutes: int = 0
    gender: Gender | None = None  # as they describe it, once they agreed that guests see it


def add_member(*, venue: Venue, name: str, title: str = "") -> TeamMember:
    """Put a person at the end of the team; she can be booked once she performs a service.

    Raises Conflict when the team is full.
    """
    lock_venue(venue)
    team = members_of(venue)
    if len(team) >= MAX_MEMBERS:
        raise Conflict(FULL)
    resource = Resource(venue_id=venue.id, lanes=1)
    session.add(resource)
    session.flush()
    wish = slugify(name.split(" ", 1)[0], fallback="member", longest=30)
    member = TeamMember(
        venue_id=venue.id,
        resource_id=resource.id,
        position=len(team) + 1,
        slug=first_free(wish, taken=slugs_of(venue) | RESERVED),
        name=name,
        title=title,
    )
    session.add(member)
    schedule_reindex(venue.id)
    session.flush()
    return member


def edit_member(*, member: TeamMember, details: Details) -> None:
    """What is told of her from now on; her address stays, because links lead to it. Raises DomainError."""
    if not 0 <= details.buffer_minutes <= MAX_BUFFER:
        raise DomainError(_("Choose a buffer time from 0 to %(most)s minutes.", most=MAX_BUFFER))
    member.name, member.title, member.bio = details.name, details.title, details.bio
    member.languages = known(details.languages)
    member.buffer_minutes = details.buffer_minutes
    if member.gender != details.gender:
        member.gender, member.gender_agreed_at = details.gender, clock.now() if details.gender else None
    schedule_reindex(member.venue_id)
    session.flush()


def set_member_picture(*, member: TeamMember, picture: Picture | None) -> None:
    """Show her with a picture, or as an initial."""
    member.picture = picture
    schedule_reindex(member.venue_id)
    session.flush()


def order_members(*, venue: Venue, slugs: Sequence[str]) -> None:
    """Show the team in this order. Raises Conflict when they are not those who are on it."""
    lock_venue(venue)
    team = {member.slug: member for member in members_of(venue)}
    if sorted(slugs) != sorted(team):
        raise Conflict(_("Your team changed while you were editing. Reload the page, then change the order again."))
    _number([team[slug] for slug in slugs])
    schedule_reindex(venue.id)
    session.flush()


def deactivate_member(*, venue: Venue, member: TeamMember) -> None:
    """Take somebody off the team and close the gap; what she did stays hers. Her visits to come are
    `bookings.actions.remove_member`'s to see to."""
    member.removed_at, member.position = clock.now(), None
    session.flush()
    _number(members_of(venue))
    schedule_reindex(venue.id)
    session.flush()


def reactivate_member(*, venue: Venue, member: TeamMember, position: int) -> None:
    """Put somebody who was let go where she was, or at the end. Raises Conflict when the team is full."""
    team = list(members_of(venue))
    if len(team) >= MAX_MEMBERS:
        raise Conflict(FULL)
    team.insert(max(position - 1, 0), member)
    member.removed_at = None
    _number(team)
    schedule_reindex(venue.id)
    session.flush()


def _number(team: Sequence[TeamMember]) -> None:
    for position, member in enumerate(team, start=1):
        member.position = position


def add_time_off(*, member: TeamMember, begins: datetime, ends: datetime, note: str = "") -> TimeOff:
    """Take a member off between two aware instants, half-open. Raises DomainError when it ends before it begins."""
    if ends <= begins:
        raise DomainError(_("Time off must end after it starts. Check both times."))
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
    """Take a member off each week, on a weekday (Monday is 0), in wall minutes after its midnight (to 1,440), from a
    first date on, to a last one where it ends. Raises DomainError."""
    if not (0 <= weekday <= 6 and 0 <= begins < ends <= DAY):
        raise DomainError(_("Weekly time off must end after it starts, on the same day. Check both times."))
    if last_on is not None and last_on < first_on:
        raise DomainError(_("The last day must be on or after the first day. Check both dates."))
    off = TimeOff(
        member_id=member.id, weekday=weekday, begins=begins, ends=ends, first_on=first_on, last_on=last_on, note=note
    )
    return _take_off(off, member)


def remove_time_off(*, member: TeamMember, key: str) -> None:
    """She can be booked then again. Raises NotFound: another's time off does not exist here."""
    off = session.scalar(select(TimeOff).where(TimeOff.member_id == member.id, TimeOff.key == key))
    if off is None:
        raise NotFound(_("This time off was already removed."))
    session.delete(off)
    schedule_reindex(member.venue_id)
    session.flush()


def _take_off(off: TimeOff, member: TeamMember) -> TimeOff:
    if (session.scalar(select(func.count()).where(TimeOff.member_id == member.id)) or 0) >= MOST_TIMES_OFF:
        raise Conflict(
            _(
                "%(name)s has reached the limit of %(most)s entries for time off. Remove one to add another.",
                name=member.first_name,
                most=MOST_TIMES_OFF,
            )
        )
    session.add(off)
    schedule_reindex(member.venue_id)
    session.flush()
    return off
