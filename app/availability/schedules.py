"""A service's schedule as plain values: the link between database rows and the availability engine."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from app.availability.engine import openings
from app.availability.engine.available import Available
from app.availability.engine.combined import ServiceRequest
from app.availability.engine.local_time import resolve_wall
from app.availability.engine.types import Hours, Pool, Range, Refusal, ResourceCalendar, SlotTerms, Start, Timetable
from app.core import clock

Lane = tuple[int, int]  # resource id, lane from 1


@dataclass(frozen=True, slots=True)
class ServiceSchedule:
    """One option of a service with everything that decides its starts inside `window`. No method queries the
    database."""

    option_id: int
    venue_id: int
    zone: ZoneInfo
    hours: Hours
    resources: Sequence[ResourceCalendar]
    members: Mapping[int, int]  # resource id -> member id; empty for rooms
    duration: int
    before: int
    after: int
    step: int
    listed: Timetable | None
    minimum_notice: int
    booking_window: int
    window: Range
    pools: Sequence[Pool] = ()

    def offer(self, quantity: int = 1) -> SlotTerms:
        return SlotTerms(
            duration=self.duration,
            before=self.before,
            after=self.after,
            quantity=quantity,
            step=self.step,
            listed=self.listed,
            minimum_notice=self.minimum_notice,
            booking_window=self.booking_window,
            pools=self.pools,
        )

    def starts(
        self,
        window: Range | None = None,
        *,
        quantity: int = 1,
        member_id: int | None = None,
        now: datetime | None = None,
    ) -> list[Start]:
        """List every start in `window` (inside the schedule's own) that can be booked, in order; instants in UTC."""
        return openings.starts(
            self.zone,
            self.hours,
            self.offer(quantity),
            self.candidates(member_id),
            window or self.window,
            now or clock.now(),
        )

    def available(
        self,
        window: Range | None = None,
        *,
        quantity: int = 1,
        member_id: int | None = None,
        now: datetime | None = None,
    ) -> Available:
        """Return the same starts, evaluated one by one: faster if only a few of them are needed."""
        return openings.available(
            self.zone,
            self.hours,
            self.offer(quantity),
            self.candidates(member_id),
            window or self.window,
            now or clock.now(),
        )

    def wanted(self, member_id: int | None = None) -> ServiceRequest:
        """Return the request for one guest, for use as one of two combined services."""
        return ServiceRequest(self.offer(), self.candidates(member_id))

    def check(
        self, at: datetime, *, quantity: int = 1, member_id: int | None = None, now: datetime | None = None
    ) -> Start | Refusal:
        """Return the start `at` if it can be booked, else the reason: the same rules as `starts`."""
        return openings.check(
            self.zone,
            self.hours,
            self.offer(quantity),
            self.candidates(member_id),
            at,
            now or clock.now(),
            known_until=self.window[1],
        )

    def check_wall(self, local: datetime, *, quantity: int = 1, member_id: int | None = None) -> Start | Refusal:
        """Check a naive local time as typed by a person; otherwise the same as `check`."""
        return openings.check_wall(
            self.zone,
            self.hours,
            self.offer(quantity),
            self.candidates(member_id),
            local,
            clock.now(),
            known_until=self.window[1],
        )

    def upcoming(self, count: int = 1, *, quantity: int = 1, member_id: int | None = None) -> list[Start]:
        """List the first starts inside the schedule's window, at most `count`."""
        return openings.upcoming(
            self.zone,
            self.hours,
            self.offer(quantity),
            self.candidates(member_id),
            self.window,
            clock.now(),
            count=count,
        )

    def open_on(self, day: date) -> list[Range]:
        """Return when the venue is open on a local date, in UTC."""
        return openings.open_ranges(self.zone, self.hours, self.day_range(day))

    def candidates(self, member_id: int | None) -> Sequence[ResourceCalendar]:
        """Return the resources that may serve: all of them, or only the chosen member's."""
        if member_id is None:
            return self.resources
        return [resource for resource in self.resources if self.members.get(resource.id) == member_id]

    def extended_by(self, minutes: int) -> "ServiceSchedule":
        """Return the same option with add-ons that take `minutes` more, with any team member."""
        if not minutes:
            return self
        resources = [
            resource if resource.duration is None else replace(resource, duration=resource.duration + minutes)
            for resource in self.resources
        ]
        return replace(self, duration=self.duration + minutes, resources=resources)

    def minutes(self, resource_id: int | None) -> int:
        """Return the duration with one of the resources; None means the option's own duration."""
        own = (resource.duration for resource in self.resources if resource.id == resource_id)
        return next(own, None) or self.duration

    def span(self, at: datetime, resource_id: int) -> Range:
        """Return the time that a booking starting `at` occupies on a resource, buffers included. The longer of the
        service's and the resource's buffer applies after it."""
        buffer = next((resource.after for resource in self.resources if resource.id == resource_id), 0)
        ends = at + timedelta(minutes=self.minutes(resource_id) + max(self.after, buffer))
        return at - timedelta(minutes=self.before), ends

    def lanes(self, start: Start, member_id: int | None = None) -> list[Lane]:
        """List (resource id, lane from 1) of all resources that may serve this start, least busy on that local date
        first."""
        day = start.at.astimezone(self.zone).date()
        serving = [resource for resource in self.candidates(member_id) if resource.id in start.resources]
        serving.sort(key=lambda resource: (self.busy_seconds(resource, day), resource.id))
        return [(resource.id, lane) for resource in serving for lane in range(1, len(resource.busy) + 1)]

    def pool_lanes(self, pool: Pool, at: datetime, guests: int) -> list[tuple[Lane, int]]:
        """List the lanes of a pool, each with the number of guests that it serves, in the order to reserve them: first
        what serves all guests with the fewest places to spare, then the largest; the least busy on that local date
        before others."""
        day = at.astimezone(self.zone).date()

        def rank(unit: ResourceCalendar) -> tuple[bool, int, float, int]:
            fits = unit.guests >= guests
            return not fits, unit.guests if fits else -unit.guests, self.busy_seconds(unit, day), unit.id

        units = sorted(pool.resources, key=rank)
        return [((unit.id, lane), unit.guests) for unit in units for lane in range(1, len(unit.busy) + 1)]

    def busy_seconds(self, resource: ResourceCalendar, day: date) -> float:
        """Return how many seconds a resource is reserved on a local date, summed over its lanes."""
        opens, closes = self.day_range(day)
        return sum(
            (min(b, closes) - max(a, opens)).total_seconds()
            for lane in resource.busy
            for a, b in lane
            if a < closes and opens < b
        )

    def day_range(self, day: date) -> Range:
        """Return the range from midnight to midnight of a local date, in UTC."""
        return (
            resolve_wall(self.zone, day, 0, edge="start"),
            resolve_wall(self.zone, day + timedelta(days=1), 0, edge="start"),
        )

    def nearest(
        self,
        at: datetime,
        *,
        quantity: int = 1,
        member_id: int | None = None,
        count: int = 3,
        within: timedelta = timedelta(days=3),
    ) -> list[Start]:
        """Return up to `count` starts that are nearest to `at`, preferring those on its local date; in order of
        time."""
        day = at.astimezone(self.zone).date()
        window = max(self.window[0], at - within), min(self.window[1], at + within)
        found = self.starts(window, quantity=quantity, member_id=member_id)
        found.sort(key=lambda start: (start.at.astimezone(self.zone).date() != day, abs(start.at - at), start.at))
        return sorted(found[:count], key=lambda start: start.at)
