"""How full a venue was, from its hours as they stand now and what was reserved. A fixed number of statements."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby
from math import inf

from sqlalchemy import case, func, select
from sqlalchemy.dialects.postgresql import Range as SqlRange

from app.availability.engine import Hours, Range, Resource, Timetable, resolve_wall, working_ranges
from app.availability.engine.local_time import bounds
from app.availability.engine.ranges import Bounds, intersect, merge, subtract
from app.availability.enums import ReservationKind, ReservationState
from app.availability.models import Reservation
from app.availability.queries import CLOSED, Owner, hours_in, time_off_in, timetables
from app.bookings.models import Booking
from app.catalog.enums import ServiceKind
from app.catalog.models import Service, ServiceTeamMember
from app.db import session
from app.reports.hours_of_day import Cell
from app.reports.hours_of_day import Hours as Wall
from app.reports.occupancy import Fill, Minutes
from app.team.models import TeamMember
from app.venues.models import Resource as Place
from app.venues.models import Venue

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Bookable:
    """A member or a room, and what bounds the time in which it can be booked."""

    id: int
    lanes: int
    member_id: int | None
    service_id: int | None
    is_class: bool
    minutes: int
    offered: bool
    until: datetime | None

    def ends(self) -> float:
        """When it left for good; where it is no longer offered and nobody knows since when, before all time."""
        if self.until is not None:
            return bounds((self.until, self.until))[0]
        return inf if self.offered else -inf


@dataclass(frozen=True, slots=True)
class Lane:
    """What took one place: visits without their buffers, and what the venue kept for itself; both merged."""

    visits: Sequence[Bounds]
    kept: Sequence[Bounds]


def fill(venue: Venue, first: date, last: date) -> Fill:
    """Open and booked minutes from a local date to another, both included, by date and hour on the venue's clocks.

    Open is when a member or a place of a room could be booked, by the hours of today, since the venue was made: not
    time off, not what the venue blocked; of classes only their listed times. Booked is what confirmed visits took,
    those that nobody came to among them. A visit at other times makes them open, so that no share is above all. What
    is kept clear before and after a visit is open and not booked: it is work, and nobody paid for it. Five
    statements at most, for a day as for a year.
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
        wall.count(opened, working, place.lanes)
        for lane in lanes.get(place.id, ()):
            # Less what was kept, unless somebody came then; and more by visits outside the hours.
            wall.count(opened, subtract(intersect(working, lane.kept), lane.visits), -1)
            wall.count(opened, subtract(lane.visits, working))
            wall.count(booked, lane.visits)
    cells = {cell: Minutes(seconds // 60, booked[cell] // 60) for cell, seconds in opened.items() if seconds >= 60}
    return Fill(first, last, cells)


def midnights(venue: Venue, first: date, last: date) -> Range:
    """From the midnight that begins a local date to the one that ends another, in UTC."""
    return (
        resolve_wall(venue.zone, first, 0, edge="start"),
        resolve_wall(venue.zone, last + DAY, 0, edge="start"),
    )


@dataclass(frozen=True, slots=True)
class _Read:
    """What decides when something could be booked."""

    venue: Venue
    window: Range
    hours: Mapping[Owner, Hours]
    off: Mapping[int, Sequence[Range]]
    listed: Mapping[int, Timetable]

    def working(self, place: Bookable) -> list[Bounds]:
        """Its open time: since the venue was made, and until it left."""
        life = bounds((self.venue.created_at, self.venue.created_at))[0], place.ends()
        resource = Resource(place.id, hours=self._own(place), off=self._away(place))
        hours = self.hours.get((self.venue.id, None), CLOSED)
        found = [bounds(each) for each in working_ranges(self.venue.zone, hours, resource, self.window)]
        if place.is_class:
            found = intersect(found, merge(self._classes(place)))
        return intersect(found, [life]) if life[0] < life[1] else []

    def _own(self, place: Bookable) -> Hours | None:
        return None if place.member_id is None else self.hours.get((self.venue.id, place.member_id))

    def _away(self, place: Bookable) -> Sequence[Range]:
        return () if place.member_id is None else self.off.get(place.member_id, ())

    def _classes(self, place: Bookable) -> list[Bounds]:
        """Each time of a class, as it is listed now."""
        table = self.listed.get(place.service_id or 0, Timetable())
        zone, found = self.venue.zone, []
        day, last = (edge.astimezone(zone).date() for edge in self.window)
        while day <= last:
            for minute in table.on(day):
                begins = resolve_wall(zone, day, minute, edge="start")
                found.append(bounds((begins, begins + timedelta(minutes=place.minutes))))
            day += DAY
        return found


def _places(venue: Venue) -> list[Bookable]:
    """All members and rooms that the venue has, or had. One statement."""
    serves = (
        select(ServiceTeamMember.member_id)
        .join(Service, Service.id == ServiceTeamMember.service_id)
        .where(ServiceTeamMember.member_id == TeamMember.id, Service.active)
        .exists()
    )
    rows = session.execute(
        select(
            Place.id,
            Place.lanes,
            TeamMember.id,
            Service.id,
            Service.kind,
            Service.duration_minutes,
            func.coalesce(Service.active, serves),
            func.coalesce(TeamMember.removed_at, Service.archived_at),
        )
        .outerjoin(TeamMember, TeamMember.resource_id == Place.id)
        .outerjoin(Service, Service.resource_id == Place.id)
        .where(Place.venue_id == venue.id)
        .order_by(Place.id)
    )
    return [
        Bookable(
            id=id,
            lanes=lanes,
            member_id=member_id,
            service_id=service_id,
            is_class=kind is ServiceKind.SCHEDULED,
            minutes=minutes or 0,
            offered=offered,
            until=until,
        )
        for id, lanes, member_id, service_id, kind, minutes, offered, until in rows
    ]


def _lanes(resource_ids: Sequence[int], window: Range) -> dict[int, list[Lane]]:
    """What took each place in a window, by resource; lanes that nothing took are left out. One statement."""
    is_visit = Reservation.kind == ReservationKind.BOOKING
    begins, ends = func.lower(Reservation.during), func.upper(Reservation.during)
    # A visit is as long as it takes with whoever serves; the time kept clear around it is not of it.
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
    found: defaultdict[int, list[Lane]] = defaultdict(list)
    for (resource_id, _), group in groupby(rows, key=lambda row: (row[0], row[1])):
        taken = [(is_visit, (float(begins), float(ends))) for _, _, is_visit, begins, ends in group]
        visits, kept = (merge(span for of_guest, span in taken if of_guest is which) for which in (True, False))
        found[resource_id].append(Lane(visits, kept))
    return found
