"""Several days of a venue's calendar. The number of statements is fixed, regardless of the number of days."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from sqlalchemy import select

from app.availability.engine.local_time import resolve_wall
from app.availability.engine.openings import working_ranges
from app.availability.engine.types import Hours, Range, ResourceCalendar
from app.availability.queries import hours_in
from app.availability.time_off import TimeOffSpan, time_off_spans
from app.calendar.queries.occupied import Occupied, bookings_of, occupied_in
from app.catalog.models import Service, ServiceTeamMember
from app.core import clock
from app.core.db import session
from app.deals.pricing import PriceRule, quiet_spans
from app.deals.queries.prices import rules_at
from app.facilities.models import Facility
from app.facilities.queries import facilities_of
from app.front_desk.queries import FACILITY, ROOM
from app.team.models import TeamMember
from app.team.queries import members_since, time_off_of
from app.venues.models import Venue

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class ResourceColumn:
    """A column of the calendar: a team member, a room, or equipment."""

    key: str  # in URLs
    name: str
    member: TeamMember | None
    working: Sequence[Range]
    taken: Sequence[Occupied]
    off: Sequence[TimeOffSpan]
    rules: Sequence[PriceRule]
    is_facility: bool = False

    def quiet(self, on: date) -> list[tuple[int, int]]:
        """List the off-peak periods of a local date for bookings made now, in wall minutes."""
        return quiet_spans(self.rules, on, at=clock.now())


@dataclass(frozen=True)
class CalendarPeriod:
    """The days from midnight before the first to midnight after the last, local to the venue."""

    venue: Venue
    first: date
    days: int
    window: Range  # in UTC
    open: Sequence[Range]
    lanes: Sequence[ResourceColumn]

    @cached_property
    def dates(self) -> list[date]:
        return [self.first + n * ONE_DAY for n in range(self.days)]


def rooms_on(venue: Venue, on: date) -> CalendarPeriod:
    """Load what occupies the rooms and equipment of a venue on a local date. Three statements."""
    window = window_of(venue, on)
    hours = hours_in([venue.id], window).get((venue.id, None), Hours())
    facilities = facilities_of(venue)
    taken = occupied_in([facility.resource_id for facility in facilities], window)
    open_ = working_ranges(venue.zone, hours, ResourceCalendar(0), window)

    def column(facility: Facility) -> ResourceColumn:
        return ResourceColumn(
            key=FACILITY + facility.key,
            name=facility.name,
            member=None,
            working=open_,
            taken=taken.get(facility.resource_id, []),
            off=[],
            rules=[],
            is_facility=True,
        )

    return CalendarPeriod(venue, on, 1, window, open_, [*map(column, facilities)])


def period(venue: Venue, first: date, days: int = 1, *, member_id: int | None = None) -> CalendarPeriod:
    """Load business hours, working hours and occupied time for several local dates. Seven statements.

    With `member_id`, only the column of this team member is loaded.
    """
    window = window_of(venue, first, days)
    hours = hours_in([venue.id], window)
    people = [one for one in members_since(venue, window[0]) if member_id in {None, one.id}]
    performed = _performed(venue)
    rooms = _rooms(venue) if member_id is None else []
    off = time_off_spans(time_off_of(venue, window), venue.zone, window)
    taken = occupied_in(
        [*(member.resource_id for member in people), *(room.resource_id or 0 for room in rooms)], window
    )
    rules = rules_at(venue.id)
    own = hours.get((venue.id, None), Hours())

    def of_member(member: TeamMember) -> ResourceColumn:
        away = [absence for absence in off if absence.off.member_id == member.id]
        there = ResourceCalendar(
            member.resource_id,
            hours=hours.get((venue.id, member.id)),
            off=[(absence.begins, absence.ends) for absence in away],
        )
        serves = member.removed_at is None and bool(performed[member.id])
        return ResourceColumn(
            key=member.slug,
            name=member.name,
            member=member,
            working=working_ranges(venue.zone, own, there, window) if serves else [],
            taken=taken.get(member.resource_id, []),
            off=away,
            rules=_rules_for(rules, performed[member.id]),
        )

    def of_room(room: Service) -> ResourceColumn:
        return ResourceColumn(
            key=ROOM + room.slug,
            name=room.title,
            member=None,
            working=working_ranges(venue.zone, own, ResourceCalendar(room.resource_id or 0), window),
            taken=taken.get(room.resource_id or 0, []),
            off=[],
            rules=_rules_for(rules, [room.id]),
        )

    team = [of_member(member) for member in people if performed[member.id] or _served(taken, member)]
    open_ = working_ranges(venue.zone, own, ResourceCalendar(0), window)
    return CalendarPeriod(venue, first, days, window, open_, [*team, *map(of_room, rooms)])


def _served(taken: Mapping[int, Sequence[Occupied]], member: TeamMember) -> bool:
    """Return whether a team member has bookings: those who provide no active service get a column only for these."""
    return bool(bookings_of(taken.get(member.resource_id, ())))


def _performed(venue: Venue) -> defaultdict[int, list[int]]:
    """Map the ids of current team members to the active services that they provide. One statement."""
    found: defaultdict[int, list[int]] = defaultdict(list)
    rows = session.execute(
        select(ServiceTeamMember.member_id, ServiceTeamMember.service_id)
        .join(Service, Service.id == ServiceTeamMember.service_id)
        .join(TeamMember, TeamMember.id == ServiceTeamMember.member_id)
        .where(Service.venue_id == venue.id, Service.active, TeamMember.removed_at.is_(None))
    )
    for member_id, service_id in rows:
        found[member_id].append(service_id)
    return found


def _rooms(venue: Venue) -> Sequence[Service]:
    """List the active services that are booked by room, in their order. One statement."""
    return session.scalars(
        select(Service)
        .where(Service.venue_id == venue.id, Service.active, Service.resource_id.is_not(None))
        .order_by(Service.position)
    ).all()


def _rules_for(rules: Iterable[tuple[int | None, PriceRule]], service_ids: Collection[int]) -> list[PriceRule]:
    return [rule for service_id, rule in rules if service_id is None or service_id in service_ids]


def window_of(venue: Venue, first: date, days: int = 1) -> Range:
    """Return the instants in UTC from midnight before a local date to midnight after the given number of days."""
    return (
        resolve_wall(venue.zone, first, 0, edge="start"),
        resolve_wall(venue.zone, first + days * ONE_DAY, 0, edge="start"),
    )
