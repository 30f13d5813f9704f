"""A venue's day as it stands in the database. A fixed number of statements."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import or_, select
from sqlalchemy.dialects.postgresql import Range as SqlRange
from sqlalchemy.orm import contains_eager, joinedload

from app import clock
from app.availability.absences import Absence, absences
from app.availability.engine import Range, Resource, resolve_wall, working_ranges
from app.availability.enums import ReservationState
from app.availability.models import Reservation
from app.availability.plans import Plan
from app.availability.queries import plans
from app.bookings.models import Booking, BookingItem
from app.catalog.models import Service
from app.catalog.queries import services_of
from app.db import session
from app.deals.queries import price_lists
from app.team.models import Member
from app.team.queries import members_since, time_off_of
from app.venues.models import Venue


@dataclass(frozen=True, slots=True)
class Taken:
    """One thing that takes a resource: what was booked by whom (several lanes are one), held, or a block of our own."""

    reservation: Reservation
    item: BookingItem | None
    begins: datetime
    ends: datetime
    places: int = 1

    @property
    def is_held(self) -> bool:
        return self.reservation.state is ReservationState.HELD


@dataclass(frozen=True, slots=True)
class Lane:
    """A column: a member of the team, or a room."""

    name: str
    member: Member | None
    lanes: int
    working: Sequence[Range]
    taken: Sequence[Taken]
    off: Sequence[Absence] = ()


@dataclass(frozen=True, slots=True)
class DayPlan:
    venue: Venue
    on: date
    window: Range  # from midnight to midnight there, in UTC
    open: Sequence[Range]
    lanes: Sequence[Lane]
    quiet: Sequence[tuple[int, int]]  # wall minutes


def day_plan(venue: Venue, on: date) -> DayPlan:
    """Who works when on a local date, and what they do."""
    window = midnights(venue, on)
    services = services_of(venue)
    found = plans(services, window)
    resources = {resource.id: (plan, resource) for plan in found.values() for resource in plan.resources}
    people = members_since(venue, window[0])
    taken = _taken({*resources, *(member.resource_id for member in people)}, window)
    prices = price_lists(services[:1])
    plan = next(iter(found.values()), None)
    return DayPlan(
        venue=venue,
        on=on,
        window=window,
        open=plan.open_on(on) if plan else [],
        lanes=[*_people(venue, people, resources, taken, window), *_rooms(services, resources, taken, window)],
        quiet=[span for rates in prices.values() for span in rates.quiet_spans(on, at=clock.now())],
    )


Resources = Mapping[int, tuple[Plan, Resource]]


def _people(
    venue: Venue,
    people: Sequence[Member],
    resources: Resources,
    taken: Mapping[int, Sequence[Taken]],
    window: Range,
) -> list[Lane]:
    """The team in its order, then who has left since and served that day; who performs nothing has no column."""
    off = absences(time_off_of(venue, window), venue.zone, window)

    def serves(member: Member) -> bool:
        return member.resource_id in resources or any(each.item for each in taken.get(member.resource_id, ()))

    return [
        Lane(
            name=member.name,
            member=member,
            lanes=1,
            working=_working(*resources[member.resource_id], window) if member.resource_id in resources else [],
            taken=taken.get(member.resource_id, ()),
            off=[absence for absence in off if absence.off.member_id == member.id],
        )
        for member in people
        if serves(member)
    ]


def _rooms(
    services: Sequence[Service], resources: Resources, taken: Mapping[int, Sequence[Taken]], window: Range
) -> list[Lane]:
    return [
        Lane(
            name=service.title,
            member=None,
            lanes=len(resources[service.resource_id][1].busy),
            working=_working(*resources[service.resource_id], window),
            taken=taken.get(service.resource_id, ()),
        )
        for service in services
        if service.resource_id is not None and service.resource_id in resources
    ]


def _working(plan: Plan, resource: Resource, window: Range) -> list[Range]:
    return working_ranges(plan.zone, plan.hours, resource, window)


def _taken(resource_ids: Collection[int], window: Range) -> dict[int, list[Taken]]:
    """What takes each resource in the window, holds that have ended left out; one entry for all places of an item."""
    rows = session.execute(
        select(Reservation, BookingItem)
        .outerjoin(BookingItem, BookingItem.id == Reservation.item_id)
        .outerjoin(BookingItem.booking)
        .outerjoin(Booking.order)
        .where(
            Reservation.resource_id.in_(resource_ids),
            Reservation.during.op("&&")(SqlRange(*window, bounds="[)")),
            or_(Reservation.state == ReservationState.CONFIRMED, Reservation.expires_at > clock.now()),
        )
        .order_by(Reservation.during)
        .options(contains_eager(BookingItem.booking).contains_eager(Booking.order), joinedload(BookingItem.service))
    )
    found: dict[int, dict[tuple[int, int], Taken]] = {}
    for reservation, item in rows:
        begins = item.starts_at if item else reservation.begins
        ends = min(item.ends_at, reservation.ends) if item else reservation.ends
        same = found.setdefault(reservation.resource_id, {})
        key = (0, item.id) if item else (1, reservation.id)
        places = same[key].places + 1 if key in same else 1
        same[key] = Taken(reservation, item, begins, ends, places)
    return {resource: list(same.values()) for resource, same in found.items()}


def midnights(venue: Venue, on: date) -> Range:
    """A local date from its midnight to the next, in UTC: 23 to 25 hours."""
    return (
        resolve_wall(venue.zone, on, 0, edge="start"),
        resolve_wall(venue.zone, on + timedelta(days=1), 0, edge="start"),
    )
