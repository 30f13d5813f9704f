"""Loading schedules: everything that decides the starts of many services, in a fixed number of statements."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    Double,
    Integer,
    Select,
    bindparam,
    cast,
    column,
    extract,
    func,
    or_,
    select,
)
from sqlalchemy.dialects.postgresql import Range as SqlRange
from sqlalchemy.types import NullType

from app.availability.engine.types import Hours, Range, ResourceCalendar, Span, Timetable
from app.availability.enums import ReservationState
from app.availability.models import Reservation
from app.availability.schedules import ServiceSchedule
from app.availability.time_off import ranges_of
from app.catalog.enums import ServiceKind
from app.catalog.models import ListedStart, Service
from app.core import clock
from app.core.db import session
from app.core.lazy import LazyMapping
from app.hours.queries import OpeningRow, opening_rows
from app.team.models import TimeOff
from app.team.queries import is_off_in
from app.venues.models import Resource as Place

# A reservation or an interval that begins a day outside the window can still reach into it.
REACH = timedelta(days=1, hours=12)

CLOSED = Hours()
STAMPS = NullType()
"""An array of timestamps as the driver returns it: there may be thousands, so none is converted."""

Owner = tuple[int, int | None]  # venue id, member id or None for the venue's own hours


@dataclass(frozen=True, slots=True)
class VenueSchedule:
    """When venues and their teams can serve, apart from reservations: business hours, time off, and class times."""

    hours: Mapping[Owner, Hours]
    time_off: Mapping[int, Sequence[TimeOff]]  # by member id
    timetables: Mapping[int, Timetable]  # by service id


def load_schedules(
    services: Iterable[Service],
    window: Range,
    *,
    except_bookings: Collection[int] = (),
    now: datetime | None = None,
    schedule: VenueSchedule | None = None,
    include_inactive: bool = False,
) -> dict[int, ServiceSchedule]:
    """Return a schedule for each active service by its id, valid for starts inside `window`. Three statements, four
    with classes; one if the `schedule` of the window is passed.

    Existing bookings may be of a service that is hidden now; `include_inactive` includes those. The services must be
    loaded with `catalog.queries.WITH_STAFF`, and their venues must be loaded. Reservations of the bookings in
    `except_bookings` are ignored, so that a guest's own hold does not conflict with the same guest's request.
    """
    active = [service for service in services if service.active or include_inactive]
    schedule = read_venue_schedule(active, window) if schedule is None else schedule
    return dict(
        Schedules(active, window, schedule, _busy(resource_ids(active), window, except_bookings, now or clock.now()))
    )


def lazy_schedules(
    services: Iterable[Service], resource_ids: Collection[int], window: Range, schedule: VenueSchedule, *, now: datetime
) -> "Schedules":
    """Return the same schedules, each built on first access: for pages that look at a few of many services.

    `resource_ids` are the resources that the services use. One statement and none later, but it reads the services.
    """
    active = [service for service in services if service.active]
    return Schedules(active, window, schedule, _busy(resource_ids, window, (), now))


def resource_ids(services: Iterable[Service]) -> set[int]:
    """Return the resource ids of the team members and rooms that these services use."""
    found: set[int] = set()
    for service in services:
        found.update(performer.member.resource_id for performer in service.performers)
        if service.resource_id is not None:
            found.add(service.resource_id)
    return found


Busy = Mapping[int, Mapping[int, Sequence[Range]]]
"""Reservations by resource id and lane; a missing key means none."""


class Schedules(LazyMapping[int, ServiceSchedule]):
    """Schedules by service id, each built on first access."""

    def __init__(self, services: Collection[Service], window: Range, schedule: VenueSchedule, busy: Busy) -> None:
        self._services = {service.id: service for service in services}
        self._window, self._schedule, self._busy = window, schedule, busy
        super().__init__(self._services)

    def make(self, key: int) -> ServiceSchedule:
        service = self._services[key]
        hours, listed = self._schedule.hours, self._schedule.timetables
        return ServiceSchedule(
            service_id=service.id,
            venue_id=service.venue_id,
            zone=service.venue.zone,
            hours=hours.get((service.venue_id, None), CLOSED),
            resources=[self._room(service.resource)] if service.resource else self._staff(service),
            members={performer.member.resource_id: performer.member_id for performer in service.performers},
            duration=service.duration_minutes,
            before=service.buffer_before_minutes,
            after=service.buffer_after_minutes,
            step=service.step_minutes,
            listed=listed.get(service.id, Timetable()) if service.kind is ServiceKind.SCHEDULED else None,
            minimum_notice=service.minimum_notice,
            booking_window=service.booking_window,
            window=self._window,
        )

    def _staff(self, service: Service) -> list[ResourceCalendar]:
        hours, zone = self._schedule.hours, service.venue.zone
        return [
            ResourceCalendar(
                id=performer.member.resource_id,
                hours=hours.get((service.venue_id, performer.member_id)),
                off=_ranges_off(self._schedule.time_off.get(performer.member_id, ()), zone, self._window),
                busy=self._lanes(performer.member.resource_id, 1),
                after=performer.member.buffer_minutes,
                duration=performer.duration_minutes,
            )
            for performer in service.performers
        ]

    def _room(self, place: Place) -> ResourceCalendar:
        return ResourceCalendar(id=place.id, hours=None, off=(), busy=self._lanes(place.id, place.capacity))

    def _lanes(self, resource_id: int, number: int) -> Sequence[Sequence[Range]]:
        if resource_id not in self._busy:
            return ((),) * number
        taken = self._busy[resource_id]
        return [taken.get(lane, ()) for lane in range(1, number + 1)]


def read_venue_schedule(
    services: Collection[Service], window: Range, *, hours: Mapping[Owner, Hours] | None = None
) -> VenueSchedule:
    """Load the hours, time off and class times of these services, valid for instants inside `window`. Two statements,
    three with classes; one less if the `hours` of their venues and members are passed."""
    members = {performer.member_id for service in services for performer in service.performers}
    return VenueSchedule(
        hours=hours_in({service.venue_id for service in services}, window) if hours is None else hours,
        time_off=time_off_of_members(members, window),
        timetables=timetables([service.id for service in services if service.kind is ServiceKind.SCHEDULED]),
    )


def hours_in(venue_ids: Collection[int], window: Range) -> dict[Owner, Hours]:
    """Load the hours of venues and of their members, valid for instants inside `window`. One statement."""
    return hours_of(opening_rows(venue_ids, (window[0] - 2 * REACH).date(), (window[1] + 2 * REACH).date()))


def hours_of(openings: Iterable[OpeningRow]) -> dict[Owner, Hours]:
    """Convert hours from rows into the engine's form."""
    weekly: defaultdict[Owner, defaultdict[int, list[Span]]] = defaultdict(lambda: defaultdict(list))
    dates: defaultdict[Owner, defaultdict[date, list[Span]]] = defaultdict(lambda: defaultdict(list))
    for opening in openings:
        of = opening.venue_id, opening.member_id
        if opening.weekday is not None:
            spans = weekly[of][opening.weekday]
        elif opening.on_date is not None:
            spans = dates[of][opening.on_date]
        if opening.closes > opening.opens:  # both zero means closed: the date gets an empty list
            spans.append((opening.opens, opening.closes))
    return {of: Hours(weekly[of], dates[of]) for of in {*weekly, *dates}}


def time_off_in(zones: Mapping[int, ZoneInfo], window: Range) -> dict[int, list[Range]]:
    """Return the time off of these members (id -> time zone of the venue) in or near a window."""
    found = time_off_of_members(zones, window)
    return {member_id: _ranges_off(rows, zones[member_id], window) for member_id, rows in found.items()}


def time_off_of_members(member_ids: Collection[int], window: Range) -> dict[int, list[TimeOff]]:
    """Load the time off in or near a window, by member id. One statement, none without members."""
    off: defaultdict[int, list[TimeOff]] = defaultdict(list)
    near = is_off_in((window[0] - REACH, window[1] + REACH))
    found = session.scalars(select(TimeOff).where(TimeOff.member_id.in_(member_ids), near)) if member_ids else ()
    for row in found:
        off[row.member_id].append(row)
    return off


def _ranges_off(time_off: Iterable[TimeOff], zone: ZoneInfo, window: Range) -> list[Range]:
    reach = window[0] - REACH, window[1] + REACH
    return [each for row in time_off for each in ranges_of(row, zone, reach)]


def _busy(resource_ids: Collection[int], window: Range, except_bookings: Collection[int], now: datetime) -> Busy:
    """Load live reservations by resource and lane, unordered within a lane. Expired holds are excluded."""
    given = {"resources": sorted(resource_ids), "reach": _reach(window), "now": now, "items": list(except_bookings)}
    found = session.execute(_reservations(but_some=bool(except_bookings)), given)
    stamps: defaultdict[int, dict[int, Stamps]] = defaultdict(dict)
    for resource_id, lane, begins, ends in found:
        stamps[resource_id][lane] = begins, ends
    return _Reserved(stamps)


Stamps = tuple[Sequence[float], Sequence[float]]
"""The starts and the ends of reservations, in seconds since 1970 in UTC."""


class _Reserved(LazyMapping[int, Mapping[int, Sequence[Range]]]):
    """Reservations by resource id and lane, converted to datetimes on access. A list of venues loads thousands of
    reservations and looks at only a few."""

    def __init__(self, stamps: Mapping[int, Mapping[int, Stamps]]) -> None:
        self._stamps = stamps
        super().__init__(stamps)

    def make(self, key: int) -> Mapping[int, Sequence[Range]]:
        return {lane: list(zip(*map(_instants, stamps), strict=True)) for lane, stamps in self._stamps[key].items()}


def _instants(stamps: Sequence[float]) -> list[datetime]:
    return [datetime.fromtimestamp(at, UTC) for at in stamps]


@cache
def _reservations(*, but_some: bool) -> Select[int, int, Any, Any]:
    """Build the statement. Cached, because building it takes about as long as running it."""
    # Joined to a list instead of "= ANY": only then does the exclusion constraint's index serve both resource and
    # range.
    resources = cast(bindparam("resources", type_=ARRAY(Integer)), ARRAY(Integer))
    wanted = func.unnest(resources).table_valued(column("id", Integer)).render_derived("wanted")
    # Aggregated in the database, because that is faster than returning thousands of rows.
    query = (
        select(
            Reservation.resource_id,
            Reservation.lane,
            func.array_agg(_stamp(func.lower(Reservation.during)), type_=STAMPS),
            func.array_agg(_stamp(func.upper(Reservation.during)), type_=STAMPS),
        )
        .select_from(wanted)
        .join(Reservation, Reservation.resource_id == wanted.c.id)
        .where(Reservation.during.op("&&")(bindparam("reach", type_=Reservation.during.type)))
        .where(or_(Reservation.state == ReservationState.CONFIRMED, Reservation.expires_at > bindparam("now")))
        .group_by(Reservation.resource_id, Reservation.lane)
    )
    if not but_some:
        return query
    return query.where(
        or_(Reservation.booking_id.is_(None), Reservation.booking_id.not_in(bindparam("items", expanding=True)))
    )


def timetables(service_ids: Collection[int]) -> dict[int, Timetable]:
    """Load the listed starts of scheduled services. One statement, none without services."""
    if not service_ids:
        return {}
    weekly: defaultdict[int, defaultdict[int, list[int]]] = defaultdict(lambda: defaultdict(list))
    dates: defaultdict[int, defaultdict[date, list[int]]] = defaultdict(lambda: defaultdict(list))
    for row in session.scalars(
        select(ListedStart).where(ListedStart.service_id.in_(service_ids)).order_by(ListedStart.minute)
    ):
        if row.weekday is not None:
            weekly[row.service_id][row.weekday].append(row.minute)
        elif row.on_date is not None:
            dates[row.service_id][row.on_date].append(row.minute)
    return {service_id: Timetable(weekly[service_id], dates[service_id]) for service_id in {*weekly, *dates}}


def _stamp(instant: ColumnElement[Any]) -> ColumnElement[float]:
    """Return seconds since 1970 in UTC; a double is exact to the microsecond."""
    return cast(extract("epoch", instant), Double)


def _reach(window: Range) -> SqlRange[datetime]:
    return SqlRange(window[0] - REACH, window[1] + REACH, bounds="[)")
