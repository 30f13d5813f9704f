"""A brute-force model that finds the engine's answers on a row of minutes, each looked at by itself.

Shares no arithmetic with the engine, and uses zoneinfo only to find the wall time of an instant. Supports whole minutes
only; the reservations, hours and time off of a case must not use seconds.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from app.availability.engine.types import Hours, Range, ResourceCalendar, SlotTerms, Span
from app.availability.enums import UnavailableReason

MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)
MARGIN = 5 * DAY

Answer = tuple[datetime, int, tuple[int, ...]]
"""The start, the number of free lanes, and their resources."""


@lru_cache(maxsize=64)
def shown_by(zone: ZoneInfo, first: datetime, count: int) -> tuple[list[datetime], dict[datetime, list[int]]]:
    """Return the wall time of each minute, and the minutes at which each wall time is shown."""
    walls = [(first + n * MINUTE).astimezone(zone).replace(tzinfo=None) for n in range(count)]
    shown: dict[datetime, list[int]] = {}
    for minute, wall in enumerate(walls):
        shown.setdefault(wall, []).append(minute)
    return walls, shown


def wall(day: date, minute: int) -> datetime:
    return datetime.combine(day, time()) + minute * MINUTE


class Oracle:
    def __init__(
        self,
        zone: ZoneInfo,
        hours: Hours,
        offer: SlotTerms,
        resources: Sequence[ResourceCalendar],
        window: Range,
        now: datetime,
    ) -> None:
        self.hours, self.offer, self.now = hours, offer, now
        self.resources = sorted(resources, key=lambda resource: resource.id)
        self.window = window
        self.first = (window[0] - MARGIN).replace(second=0, microsecond=0)
        self.walls, self.shown = shown_by(zone, self.first, (window[1] + MARGIN - self.first) // MINUTE)
        self.today = now.astimezone(zone).date()
        self.open = self.row(self.spans(hours.on))
        self.anchors = self.anchored()
        self.listed = self.timetable()
        self.there = {resource.id: self.presence(resource) for resource in self.resources}
        self.lanes = [(who, self.row(map(self.minutes, lane))) for who in self.resources for lane in who.busy]
        self.pools = [
            (
                pool.missing,
                [(unit.guests, self.row(map(self.minutes, lane))) for unit in pool.resources for lane in unit.busy],
            )
            for pool in offer.pools
        ]

    # Wall time

    def edge(self, day: date, minute: int, which: int) -> int:
        """Return the first (0) or last (-1) minute with this wall time; if it is skipped, the first minute after."""
        looked_for = wall(day, minute)
        if looked_for in self.shown:
            return self.shown[looked_for][which]
        return next((minute for minute, shown in enumerate(self.walls) if shown > looked_for), len(self.walls))

    def dates(self) -> Iterator[date]:
        day = self.walls[0].date() - 2 * DAY
        while day <= self.walls[-1].date():
            yield day
            day += DAY

    def spans(self, on: Callable[[date], Iterable[Span]]) -> Iterator[tuple[int, int]]:
        for day in self.dates():
            for opens, closes in on(day):
                yield self.edge(day, opens, 0), self.edge(day, closes, -1)

    # Rows of minutes, 1 where a condition holds

    def minutes(self, span: Range) -> tuple[int, int]:
        return max(0, (span[0] - self.first) // MINUTE), max(0, (span[1] - self.first) // MINUTE)

    def row(self, spans: Iterable[tuple[int, int]]) -> bytearray:
        row = bytearray(len(self.walls))
        for begins, ends in spans:
            for minute in range(begins, min(ends, len(row))):
                row[minute] = 1
        return row

    def presence(self, resource: ResourceCalendar) -> bytearray:
        row = self.row(self.spans(lambda day: self.own(resource.hours, day)))
        off = self.row(map(self.minutes, resource.off))
        return bytearray(there and not away for there, away in zip(row, off, strict=True))

    def own(self, hours: Hours | None, day: date) -> Iterable[Span]:
        if hours is not None and day in hours.dates:
            return hours.dates[day]
        venue_opens_specially = bool(self.hours.dates.get(day))
        if hours is not None and hours.weekly and not venue_opens_specially:
            return hours.weekly.get(day.weekday(), ())
        return self.hours.on(day)

    def anchored(self) -> list[int]:
        """Return, for each open minute, the minute that its steps count from."""
        midnights = {self.edge(day, 0, 0) for day in self.dates()}
        anchors, anchor, passed = [], 0, 0
        for minute, is_open in enumerate(self.open):
            if is_open and not (minute and self.open[minute - 1]):
                anchor, passed = minute, 0
            if is_open and minute in midnights:
                passed += 1
                anchor = minute if passed > 1 else anchor
            anchors.append(anchor)
        return anchors

    def timetable(self) -> set[datetime] | None:
        listed = self.offer.listed
        return None if listed is None else {wall(day, minute) for day in self.dates() for minute in listed.on(day)}

    # A single start

    def on_grid(self, minute: int) -> bool:
        if self.shown[self.walls[minute]][0] != minute:
            return False
        if self.listed is None:
            return (minute - self.anchors[minute]) % self.offer.step == 0
        return self.walls[minute] in self.listed

    def venue_reasons(self, minute: int) -> Iterator[UnavailableReason]:
        at = self.first + minute * MINUTE
        if at < self.now:
            yield UnavailableReason.PAST
        if at < self.now + self.offer.minimum_notice * MINUTE:
            yield UnavailableReason.MINIMUM_NOTICE
        if self.walls[minute].date() > self.today + self.offer.booking_window * DAY:
            yield UnavailableReason.BOOKING_WINDOW
        if not self.open[minute]:
            yield UnavailableReason.CLOSED
        if not self.on_grid(minute):
            yield UnavailableReason.OFF_GRID

    def lasts(self, resource: ResourceCalendar) -> int:
        return self.offer.duration if resource.duration is None else resource.duration

    def too_long(self, minute: int, lasts: int) -> list[UnavailableReason]:
        return [UnavailableReason.TOO_LONG] if 0 in self.open[minute : minute + lasts] else []

    def lane_reasons(self, minute: int, resource: ResourceCalendar, taken: bytearray) -> Iterator[UnavailableReason]:
        yield from self.too_long(minute, self.lasts(resource))
        service = range(minute, minute + self.lasts(resource))
        until_closing = next((n for n in service if not self.open[n]), service.stop)
        if 0 in self.there[resource.id][minute:until_closing]:
            yield UnavailableReason.MEMBER_OFF
        whole = slice(minute - self.offer.before, service.stop + self.offer.after)
        if 1 in taken[whole]:
            yield UnavailableReason.TAKEN if len(resource.busy) == 1 else UnavailableReason.FULL
        for missing, units in self.pools:
            if sum(guests for guests, occupied in units if 1 not in occupied[whole]) < self.offer.quantity:
                yield missing

    def free(self, minute: int) -> list[int]:
        if any(True for _ in self.venue_reasons(minute)):
            return []
        return [who.id for who, taken in self.lanes if not any(True for _ in self.lane_reasons(minute, who, taken))]

    def reason(self, minute: int) -> UnavailableReason | None:
        """Return why a start is unavailable, None if it can be booked."""
        order = list(UnavailableReason)
        venue = list(self.venue_reasons(minute))
        if len(self.lanes) < self.offer.quantity:
            quickest = min(map(self.lasts, self.resources), default=self.offer.duration)
            return min([*venue, *self.too_long(minute, quickest), UnavailableReason.FULL], key=order.index)
        firsts = [
            min([*venue, *self.lane_reasons(minute, who, taken)], key=order.index, default=None)
            for who, taken in self.lanes
        ]
        nearest_first = sorted(firsts, key=lambda reason: -order.index(reason) if reason else -len(order))
        return nearest_first[self.offer.quantity - 1]

    # Answers

    def candidates(self) -> range:
        begins, ends = (-((self.first - bound) // MINUTE) for bound in self.window)
        return range(begins, ends)

    def starts(self) -> list[Answer]:
        found = ((minute, self.free(minute)) for minute in self.candidates())
        return [
            (self.first + minute * MINUTE, len(free), tuple(sorted(set(free))))
            for minute, free in found
            if len(free) >= self.offer.quantity
        ]

    def reason_at(self, at: datetime) -> UnavailableReason | None:
        minute, seconds = divmod(at - self.first, MINUTE)
        reason, order = self.reason(minute), list(UnavailableReason)
        between = seconds and (reason is None or order.index(reason) > order.index(UnavailableReason.OFF_GRID))
        return UnavailableReason.OFF_GRID if between else reason

    def free_at(self, at: datetime) -> list[int]:
        minute, seconds = divmod(at - self.first, MINUTE)
        return [] if seconds else self.free(minute)

    def ranges(self, row: bytearray) -> list[Range]:
        """Convert a row to its ranges, clipped to the window."""
        inside = range(*self.minutes(self.window))
        begins = [n for n in inside if row[n] and not (n > inside.start and row[n - 1])]
        ends = [n + 1 for n in inside if row[n] and not (n + 1 < inside.stop and row[n + 1])]
        return [(self.first + a * MINUTE, self.first + b * MINUTE) for a, b in zip(begins, ends, strict=True)]

    def working(self, resource: ResourceCalendar) -> bytearray:
        return bytearray(a and b for a, b in zip(self.open, self.there[resource.id], strict=True))

    def vacant(self, resource: ResourceCalendar) -> bytearray:
        lanes = [taken for who, taken in self.lanes if who.id == resource.id]
        free = [any(not taken[minute] for taken in lanes) for minute in range(len(self.walls))]
        return bytearray(a and b for a, b in zip(self.working(resource), free, strict=True))
