"""A venue's utilization, from its current hours and its reservations. A fixed number of statements."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby
from math import inf

from sqlalchemy import case, func, or_, select
from sqlalchemy.dialects.postgresql import Range as SqlRange

from app.availability.engine.local_time import bounds, resolve_wall
from app.availability.engine.openings import working_ranges
from app.availability.engine.ranges import Bounds, intersect, merge, subtract
from app.availability.engine.types import Hours, Range, ResourceCalendar, Timetable
from app.availability.enums import ReservationKind, ReservationState
from app.availability.models import Reservation
from app.availability.queries import CLOSED, Owner, hours_in, time_off_in, timetables
from app.bookings.models.bookings import Booking
from app.catalog.enums import ServiceKind
from app.catalog.models import Service, ServiceOption, ServiceTeamMember
from app.core.db import session
from app.reports.hours_of_day import Cell
from app.reports.hours_of_day import WindowHours as Wall
from app.reports.occupancy import Fill, OccupancyMinutes
from app.team.models import TeamMember
from app.venues.models import Resource as Place
from app.venues.models import Venue

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class ReportedResource:
    """A team member or a room, and the limits of the time in which it can be booked."""

    id: int
    capacity: int
    member_id: int | None
    service_id: int | None
    is_class: bool
    minutes: int
    offered: bool
    since: datetime
    until: datetime | None

    def ends(self) -> float:
        """Return the timestamp when it left for good: infinity if still offered, minus infinity if unknown."""
        if self.until is not None:
            return bounds((self.until, self.until))[0]
        return inf if self.offered else -inf


@dataclass(frozen=True, slots=True)
class LaneOccupancy:
    """The occupied time of one unit of capacity, merged: bookings without buffers, and time that the venue blocked."""

    visits: Sequence[Bounds]
    kept: Sequence[Bounds]


def fill(venue: Venue, first: date, last: date) -> Fill:
    """Return open and booked minutes from one local date to another, both included, by date and local hour.

    Open is when a team member or a unit of a room could be booked, by today's hours, since the venue added them:
    without time off and time that the venue blocked; of classes, only their listed times. Booked is the time of
    confirmed bookings, including no-shows. A booking at other times counts as open time, so that no rate exceeds 100%.
    Buffer time before and after a booking is open and not booked: it is work, and no one paid for it. At most five
    statements, for a day as for a year.
    """
    window = midnights(venue, first, last)
    places = _places(venue)
    lanes = _lanes([place.id for place in places], window)
    read = _Read(
        venue=venue,
        window=window,
        hours=hours_in([venue.id], window),
        off=time_off_in({place.member_id: venue.zone for place in places if place.member_id is not None}, window),
        listed=timetables([place.service_id for place in places if place.is_class and place.service_id is not None]),
    )
    wall = Wall(venue.zone, bounds(window))
    opened: defaultdict[Cell, int] = defaultdict(int)
    booked: defaultdict[Cell, int] = defaultdict(int)
    for place in places:
        working = read.working(place)
        wall.count(opened, working, place.capacity)
        for lane in lanes.get(place.id, ()):
            # Subtract blocked time, unless it has a booking, and add bookings outside the hours.
            wall.count(opened, subtract(intersect(working, lane.kept), lane.visits), -1)
            wall.count(opened, subtract(lane.visits, working))
            wall.count(booked, lane.visits)
    cells = {
        cell: OccupancyMinutes(seconds // 60, booked[cell] // 60) for cell, seconds in opened.items() if seconds >= 60
    }
    return Fill(first, last, cells)


def midnights(venue: Venue, first: date, last: date) -> Range:
    """Return the midnight that begins the first local date and the one that ends the last, in UTC."""
    return (
        resolve_wall(venue.zone, first, 0, edge="start"),
        resolve_wall(venue.zone, last + DAY, 0, edge="start"),
    )


@dataclass(frozen=True, slots=True)
class _Read:
    """The data that decides when something could be booked."""

    venue: Venue
    window: Range
    hours: Mapping[Owner, Hours]
    off: Mapping[int, Sequence[Range]]
    listed: Mapping[int, Timetable]

    def working(self, place: ReportedResource) -> list[Bounds]:
        """Return its open time, from when the venue added it until it left."""
        since = max(self.venue.created_at, place.since)
        life = bounds((since, since))[0], place.ends()
        resource = ResourceCalendar(place.id, hours=self._own(place), off=self._away(place))
        hours = self.hours.get((self.venue.id, None), CLOSED)
        found = [bounds(each) for each in working_ranges(self.venue.zone, hours, resource, self.window)]
        if place.is_class:
            found = intersect(found, merge(self._classes(place)))
        return intersect(found, [life]) if life[0] < life[1] else []

    def _own(self, place: ReportedResource) -> Hours | None:
        return None if place.member_id is None else self.hours.get((self.venue.id, place.member_id))

    def _away(self, place: ReportedResource) -> Sequence[Range]:
        return () if place.member_id is None else self.off.get(place.member_id, ())

    def _classes(self, place: ReportedResource) -> list[Bounds]:
        """Return each time of a class, as currently listed."""
        table = self.listed.get(place.service_id or 0, Timetable())
        zone, found = self.venue.zone, []
        day, last = (edge.astimezone(zone).date() for edge in self.window)
        while day <= last:
            for minute in table.on(day):
                begins = resolve_wall(zone, day, minute, edge="start")
                found.append(bounds((begins, begins + timedelta(minutes=place.minutes))))
            day += DAY
        return found


def _places(venue: Venue) -> list[ReportedResource]:
    """List all current and former team members and rooms of the venue. One statement."""
    serves = (
        select(ServiceTeamMember.member_id)
        .join(Service, Service.id == ServiceTeamMember.service_id)
        .where(ServiceTeamMember.member_id == TeamMember.id, Service.active)
        .exists()
    )
    shortest = (
        select(func.min(ServiceOption.duration_minutes))
        .where(ServiceOption.service_id == Service.id, ServiceOption.removed_at.is_(None))
        .scalar_subquery()
    )
    rows = session.execute(
        select(
            Place.id,
            Place.capacity,
            TeamMember.id,
            Service.id,
            Service.kind,
            shortest,
            func.coalesce(Service.active, serves),
            Place.created_at,
            func.coalesce(TeamMember.removed_at, Service.archived_at),
        )
        .outerjoin(TeamMember, TeamMember.resource_id == Place.id)
        .outerjoin(Service, Service.resource_id == Place.id)
        .where(Place.venue_id == venue.id, or_(TeamMember.id.is_not(None), Service.id.is_not(None)))
        .order_by(Place.id)
    )
    return [
        ReportedResource(
            id=id,
            capacity=capacity,
            member_id=member_id,
            service_id=service_id,
            is_class=kind is ServiceKind.SCHEDULED,
            minutes=minutes or 0,
            offered=offered,
            since=since,
            until=until,
        )
        for id, capacity, member_id, service_id, kind, minutes, offered, since, until in rows
    ]


def _lanes(resource_ids: Sequence[int], window: Range) -> dict[int, list[LaneOccupancy]]:
    """Return the occupied time of each unit of capacity in a window, by resource. One statement.

    Units that were never occupied are left out.
    """
    is_visit = Reservation.kind == ReservationKind.BOOKING
    begins, ends = func.lower(Reservation.during), func.upper(Reservation.during)
    # A booking lasts as long as its team member takes; the buffer time around it is not part of it.
    from_ = case((is_visit, func.greatest(begins, Booking.starts_at)), else_=begins)
    to = case((is_visit, func.least(ends, Booking.ends_at)), else_=ends)
    rows = session.execute(
        select(
            Reservation.resource_id,
            Reservation.lane,
            is_visit,
            func.extract("epoch", func.greatest(from_, window[0])),
            func.extract("epoch", func.least(to, window[1])),
        )
        .outerjoin(Booking, Booking.id == Reservation.booking_id)
        .where(
            Reservation.resource_id.in_(resource_ids),
            Reservation.during.op("&&")(SqlRange(*window, bounds="[)")),
            Reservation.state == ReservationState.CONFIRMED,
        )
        .order_by(Reservation.resource_id, Reservation.lane)
    ).all()
    found: defaultdict[int, list[LaneOccupancy]] = defaultdict(list)
    for (resource_id, _), group in groupby(rows, key=lambda row: (row[0], row[1])):
        taken = [(is_visit, (float(begins), float(ends))) for _, _, is_visit, begins, ends in group]
        visits, kept = (merge(span for of_guest, span in taken if of_guest is which) for which in (True, False))
        found[resource_id].append(LaneOccupancy(visits, kept))
    return found
