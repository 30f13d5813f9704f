"""Planned bookings that fit together, chosen from the starts that venues really offer."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from random import Random

from app.availability.engine.types import Range, Start
from app.availability.queries import load_schedules
from app.availability.schedules import ServiceSchedule
from app.catalog.models import Service, ServiceOption
from app.catalog.queries import services_of
from app.core import clock
from app.demo.randomness import rng
from app.venues.models import Venue

# All bookings are planned from this long before, so that minimum notice and booking window do not restrict them.
EARLIER = timedelta(days=20)


@dataclass(frozen=True, slots=True)
class PlannedBooking:
    """One service at one time (UTC), with a team member or (for rooms) without one."""

    venue: Venue
    option: ServiceOption
    starts_at: datetime
    member_id: int | None = None
    quantity: int = 1

    @property
    def ends_at(self) -> datetime:
        return self.starts_at + timedelta(minutes=self.option.duration_minutes)

    @property
    def service(self) -> Service:
        return self.option.service

    @property
    def day(self) -> date:
        """Return the venue's local date."""
        return self.starts_at.astimezone(self.venue.zone).date()


@dataclass(slots=True)
class Diary:
    """The capacity used so far, so that no two bookings use the same one."""

    taken: dict[int, list[tuple[Range, int]]] = field(default_factory=lambda: defaultdict(list))

    def has_room(self, plan: ServiceSchedule, resource_id: int, at: datetime, quantity: int) -> bool:
        begins, ends = plan.span(at, resource_id)
        used = sum(many for (a, b), many in self.taken[resource_id] if a < ends and begins < b)
        lanes = next(len(resource.busy) for resource in plan.resources if resource.id == resource_id)
        return used + quantity <= lanes

    def take(self, plan: ServiceSchedule, resource_id: int, at: datetime, quantity: int) -> None:
        self.taken[resource_id].append((plan.span(at, resource_id), quantity))


@dataclass(frozen=True, slots=True)
class Book:
    """A venue with all data that decides its starts."""

    venue: Venue
    options: Mapping[int, ServiceOption]
    plans: Mapping[int, ServiceSchedule]
    diary: Diary

    @classmethod
    def of(cls, venue: Venue, days: int) -> "Book":
        """Load the data for `days` before and after today."""
        options = {option.id: option for service in services_of(venue) for option in service.options}
        window = clock.now() - timedelta(days=days + 1), clock.now() + timedelta(days=days + 2)
        return cls(venue, options, load_schedules(options.values(), window, now=window[0]), Diary())

    def starts(
        self, plan: ServiceSchedule, day: date, *, member_id: int | None = None, quantity: int = 1
    ) -> list[Start]:
        window = plan.day_range(day)
        return plan.starts(window, member_id=member_id, quantity=quantity, now=window[0] - EARLIER)


def visits_on(book: Book, day: date, fill: float) -> Iterator[PlannedBooking]:
    """Yield the bookings of a local date; `fill` is roughly the share of time to book, from 0 to 1."""
    dice = rng(book.venue.name, "visits on", day)
    members = sorted({member for plan in book.plans.values() for member in plan.members.values()})
    for member_id in members:
        yield from visits_to(book, member_id, day, fill, dice)
    for plan in book.plans.values():
        if not plan.members:
            yield from guests_in(book, plan, day, fill, dice)


def visits_to(book: Book, member_id: int, day: date, fill: float, dice: Random) -> Iterator[PlannedBooking]:
    """Yield a team member's bookings from morning to evening, with random gaps between them."""
    member_plans = [plan for plan in book.plans.values() if member_id in plan.members.values()]
    open_starts = [(start.at, plan) for plan in member_plans for start in book.starts(plan, day, member_id=member_id)]
    earliest = None
    while choices := [(at, plan) for at, plan in open_starts if earliest is None or at >= earliest]:
        first = min(at for at, _ in choices)
        at, plan = dice.choice([(at, plan) for at, plan in choices if at == first])
        earliest = at + timedelta(minutes=30)
        resource_id = next(resource for resource, member in plan.members.items() if member == member_id)
        if dice.random() < fill and book.diary.has_room(plan, resource_id, at, 1):
            book.diary.take(plan, resource_id, at, 1)
            earliest = plan.span(at, resource_id)[1]
            yield PlannedBooking(book.venue, book.options[plan.option_id], at, member_id)


def guests_in(book: Book, plan: ServiceSchedule, day: date, fill: float, dice: Random) -> Iterator[PlannedBooking]:
    """Yield bookings for some of the spots of a room or class, for one or more guests each."""
    room = plan.resources[0]
    option = book.options[plan.option_id]
    for start in book.starts(plan, day):
        quantity = dice.randint(1, option.service.max_quantity)
        if dice.random() < fill / 3 and book.diary.has_room(plan, room.id, start.at, quantity):
            book.diary.take(plan, room.id, start.at, quantity)
            yield PlannedBooking(book.venue, option, start.at, None, quantity)
