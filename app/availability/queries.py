"""Loading schedules: everything that decides the starts of many services, in a fixed number of statements."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from zoneinfo import ZoneInfo

from sqlalchemy import Select, select

from app.availability.engine.types import Hours, Pool, Range, ResourceCalendar, Span, Timetable
from app.availability.enums import UnavailableReason
from app.availability.reservations import REACH, Busy, reservations_of_resources
from app.availability.schedules import ServiceSchedule
from app.availability.time_off import ranges_of
from app.catalog.enums import ServiceKind
from app.catalog.models import ListedStart, Service, ServiceOption
from app.core import clock
from app.core.db import session
from app.core.lazy import LazyMapping
from app.core.parameters import one_of
from app.facilities.enums import FacilityKind
from app.hours.queries import OpeningRow, opening_rows
from app.team.models import TimeOff
from app.team.queries import is_off, off_in
from app.venues.models import Resource as Place

CLOSED = Hours()

MISSING = {FacilityKind.ROOM: UnavailableReason.NO_ROOM, FacilityKind.EQUIPMENT: UnavailableReason.NO_EQUIPMENT}

Owner = tuple[int, int | None]  # venue id, member id or None for the venue's own hours


@dataclass(frozen=True, slots=True)
class VenueSchedule:
    """When venues and their teams can serve, apart from reservations: business hours, time off, and class times."""

    hours: Mapping[Owner, Hours]
    time_off: Mapping[int, Sequence[TimeOff]]  # by member id
    timetables: Mapping[int, Timetable]  # by service id


def load_schedules(
    options: Iterable[ServiceOption],
    window: Range,
    *,
    except_bookings: Collection[int] = (),
    now: datetime | None = None,
    schedule: VenueSchedule | None = None,
    include_inactive: bool = False,
) -> dict[int, ServiceSchedule]:
    """Return a schedule for each option that guests can book, by its id, valid for starts inside `window`.

    Three statements, four with classes; one if the `schedule` of the window is passed. Existing bookings may be of a
    service or an option that is no longer offered; `include_inactive` includes those. The services must be loaded with
    `catalog.queries.WITH_STAFF`, and their venues must be loaded. Reservations of the bookings in `except_bookings` are
    ignored, so that a guest's own hold does not conflict with the same guest's request.
    """
    offered = [option for option in options if option.is_offered or include_inactive]
    services = services_of_options(offered)
    schedule = read_venue_schedule(services, window) if schedule is None else schedule
    return dict(
        Schedules(
            offered,
            window,
            schedule,
            reservations_of_resources(resource_ids(services), window, except_bookings, now or clock.now()),
        )
    )


def lazy_schedules(
    options: Iterable[ServiceOption],
    resource_ids: Collection[int],
    window: Range,
    schedule: VenueSchedule,
    *,
    now: datetime,
) -> "Schedules":
    """Return the same schedules, each built on first access: for pages that look at a few of many services.

    `resource_ids` are the resources that the services use. One statement and none later, but it reads the options.
    """
    offered = [option for option in options if option.is_offered]
    return Schedules(offered, window, schedule, reservations_of_resources(resource_ids, window, (), now))


def services_of_options(options: Iterable[ServiceOption]) -> list[Service]:
    """Return the services of these options, each once."""
    return list({option.service_id: option.service for option in options}.values())


def resource_ids(services: Iterable[Service]) -> set[int]:
    """Return the resource ids of the team members, rooms and equipment that these services use."""
    found: set[int] = set()
    for service in services:
        found.update(performer.member.resource_id for performer in service.performers)
        if service.resource_id is not None:
            found.add(service.resource_id)
        found.update(facility.resource_id for facility in service.facilities)
    return found


class Schedules(LazyMapping[int, ServiceSchedule]):
    """Schedules by option id, each built on first access."""

    def __init__(self, options: Collection[ServiceOption], window: Range, schedule: VenueSchedule, busy: Busy) -> None:
        self._options = {option.id: option for option in options}
        self._window, self._schedule, self._busy = window, schedule, busy
        super().__init__(self._options)

    def make(self, key: int) -> ServiceSchedule:
        option = self._options[key]
        service = option.service
        hours, listed = self._schedule.hours, self._schedule.timetables
        return ServiceSchedule(
            option_id=option.id,
            venue_id=service.venue_id,
            zone=service.venue.zone,
            hours=hours.get((service.venue_id, None), CLOSED),
            resources=[self._room(service.resource)] if service.resource else self._staff(option),
            members={performer.member.resource_id: performer.member_id for performer in service.performers},
            duration=option.duration_minutes,
            before=service.buffer_before_minutes,
            after=service.buffer_after_minutes,
            step=service.step_minutes,
            listed=listed.get(service.id, Timetable()) if service.kind is ServiceKind.SCHEDULED else None,
            minimum_notice=service.minimum_notice,
            booking_window=service.booking_window,
            window=self._window,
            pools=self._pools(service),
        )

    def _pools(self, service: Service) -> list[Pool]:
        """Return the rooms of a service as one pool and its equipment as another, each only if there is any."""
        found = {kind: [one for one in service.facilities if one.kind is kind] for kind in MISSING}
        return [
            Pool(
                MISSING[kind],
                [
                    ResourceCalendar(
                        one.resource_id, busy=self._lanes(one.resource_id, one.resource.capacity), guests=one.guests
                    )
                    for one in facilities
                ],
            )
            for kind, facilities in found.items()
            if facilities
        ]

    def _staff(self, option: ServiceOption) -> list[ResourceCalendar]:
        service, own = option.service, {one.member_id: one.duration_minutes for one in option.members}
        hours, zone = self._schedule.hours, service.venue.zone
        return [
            ResourceCalendar(
                id=performer.member.resource_id,
                hours=hours.get((service.venue_id, performer.member_id)),
                off=_ranges_off(self._schedule.time_off.get(performer.member_id, ()), zone, self._window),
                busy=self._lanes(performer.member.resource_id, 1),
                after=performer.member.buffer_minutes,
                duration=own.get(performer.member_id),
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
    if not member_ids:
        return off
    near = off_in((window[0] - REACH, window[1] + REACH))
    for row in session.scalars(_time_off_of_members(), {"members": list(member_ids), **near}):
        off[row.member_id].append(row)
    return off


@cache
def _time_off_of_members() -> Select[TimeOff]:
    """Return the query, built once because every search for a free time sends it."""
    return select(TimeOff).where(one_of(TimeOff.member_id, "members"), is_off())


def _ranges_off(time_off: Iterable[TimeOff], zone: ZoneInfo, window: Range) -> list[Range]:
    reach = window[0] - REACH, window[1] + REACH
    return [each for row in time_off for each in ranges_of(row, zone, reach)]


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
