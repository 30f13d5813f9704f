"""A day's plan as what is drawn in the calendar: wall minutes, kinds and words. Pure."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from app.bookings.models import BookingItem
from app.calendar.queries import DayPlan, Lane, Taken
from app.filters import clock, duration, hour_of, plural, span

HOUR = 60
DAY = 24 * HOUR
LEAST_GAP = 45
ROOM_FOR_TWO = timedelta(hours=1)
# What is drawn when nothing says otherwise: eight to eight.
USUAL = (8 * HOUR, 20 * HOUR)


@dataclass(frozen=True, slots=True)
class Block:
    """Something in a column. With an address it is a link."""

    kind: str
    start: int
    end: int
    title: str = ""
    lines: Sequence[str] = ()
    href: str | None = None
    current: bool = False


@dataclass(frozen=True, slots=True)
class Column:
    name: str
    tone: int
    note: str
    blocks: Sequence[Block]


@dataclass(frozen=True, slots=True)
class Drawing:
    """The day from `opens` to `closes`, whole hours in wall minutes."""

    opens: int
    closes: int
    now: int | None
    columns: Sequence[Column]


Link = Callable[[BookingItem], str]


def drawing(day: DayPlan, *, now: datetime, current: str | None, link: Link) -> Drawing:
    """`current` is the public id of the booking that stands beside the calendar; `link` leads to another."""
    at = Wall(day.venue.zone, day.on)
    opens, closes = frame(day, at)
    minute = at(now) if 0 <= at(now) < DAY else None
    painter = Painter(at, opens, closes, now, current, link, day.quiet)
    return Drawing(opens, closes, minute, [painter.column(lane, tone) for tone, lane in enumerate(day.lanes, start=1)])


@dataclass(frozen=True, slots=True)
class Wall:
    """Instants as wall minutes after the midnight that begins a local date."""

    zone: ZoneInfo
    on: date

    def __call__(self, instant: datetime) -> int:
        local = instant.astimezone(self.zone)
        return (local.date() - self.on).days * DAY + local.hour * HOUR + local.minute


def minutes_between(begins: datetime, ends: datetime) -> int:
    return int((ends - begins).total_seconds() // 60)


def frame(day: DayPlan, at: Wall) -> tuple[int, int]:
    """From the first whole hour at which something is, to the last; at most the day itself."""
    edges = [at(edge) for ranges in (day.open, *(lane.working for lane in day.lanes)) for r in ranges for edge in r]
    edges += [at(edge) for lane in day.lanes for taken in lane.taken for edge in (taken.begins, taken.ends)]
    edges = [min(max(edge, 0), DAY) for edge in edges] or list(USUAL)
    return min(edges) // HOUR * HOUR, -(-max(edges) // HOUR) * HOUR


@dataclass(frozen=True, slots=True)
class Painter:
    at: Wall
    opens: int
    closes: int
    now: datetime
    current: str | None
    link: Link
    quiet: Sequence[tuple[int, int]]

    def column(self, lane: Lane, tone: int) -> Column:
        booked = [taken for taken in lane.taken if taken.item is not None]
        blocks = [*self.shut(lane), *self.off_peak(lane), *self.taken(lane), *self.gaps(lane)]
        name = lane.member.first_name if lane.member else lane.name
        note = plural(len(booked), "booking", "bookings") if booked else "no bookings"
        return Column(name, (tone - 1) % 5 + 1, note, sorted(blocks, key=lambda block: (block.start, block.end)))

    def spans(self, lane: Lane) -> list[tuple[int, int]]:
        """When she works, in wall minutes of this day."""
        spans = [(max(self.at(a), self.opens), min(self.at(b), self.closes)) for a, b in lane.working]
        return [(a, b) for a, b in spans if a < b]

    def shut(self, lane: Lane) -> list[Block]:
        """Where nobody can be booked, with a word at the edge of her day."""
        spans = self.spans(lane)
        if not spans:
            return [Block("shut", self.opens, self.closes, "Not in today" if lane.member else "Closed")]
        edges = [self.opens, *(edge for span_ in spans for edge in span_), self.closes]
        off = [(a, b) for a, b in zip(edges[::2], edges[1::2], strict=True) if a < b]
        return [self.away(lane, a, b) for a, b in off]

    def away(self, lane: Lane, begins: int, ends: int) -> Block:
        """Before her first hour, after her last, or a break between."""
        if begins == self.opens:
            return Block("shut", begins, ends, f"Starts at {hour_of(ends)}" if ends - begins >= HOUR else "")
        if ends == self.closes:
            return Block("shut", begins, ends, f"Off from {hour_of(begins)}")
        return Block("pause", begins, ends, self.note(lane, begins) or "Break")

    def note(self, lane: Lane, begins: int) -> str:
        """What the time off is called for which she stops working at this minute."""
        stops = [ends for _, ends in lane.working if self.at(ends) == begins]
        return next((each.off.note for each in lane.off for stop in stops if each.begins <= stop < each.ends), "")

    def off_peak(self, lane: Lane) -> list[Block]:
        if not lane.working:
            return []
        return [
            Block("off-peak", max(a, self.opens), min(b, self.closes), f"Off-peak prices, {hour_of(a)} to {hour_of(b)}")
            for a, b in self.quiet
            if max(a, self.opens) < min(b, self.closes)
        ]

    def taken(self, lane: Lane) -> list[Block]:
        blocks = []
        for taken in lane.taken:
            start, end = max(self.at(taken.begins), self.opens), min(self.at(taken.ends), self.closes)
            if start < end:
                blocks.append(self.booking(taken, start, end))
            after = minutes_between(taken.ends, taken.reservation.ends) if taken.item else 0
            if after and end < self.closes:
                blocks.append(Block("cleanup", end, min(end + after, self.closes), f"Clean-up, {duration(after)}"))
        return blocks

    def booking(self, taken: Taken, start: int, end: int) -> Block:
        item = taken.item
        if item is None:
            return Block("pause", start, end, taken.reservation.note or "Blocked")
        if taken.is_held:
            lines = self.lines(taken, self.left(taken))
            return Block("held", start, end, "Held at checkout", lines)
        guests = f", {item.quantity} guests" if item.quantity > 1 else ""
        return Block(
            kind="past" if taken.ends <= self.now else "booked",
            start=start,
            end=end,
            title=item.booking.order.name,
            lines=self.lines(taken, f"{item.title}{guests}"),
            href=self.link(item),
            current=item.public_id == self.current,
        )

    def lines(self, taken: Taken, what: str) -> Sequence[str]:
        """When and what; in less than an hour there is room for one line of it."""
        if taken.ends - taken.begins < ROOM_FOR_TWO:
            return (f"{clock(taken.begins, self.at.zone)}, {what}",)
        return span(taken.begins, taken.ends, self.at.zone), what

    def left(self, taken: Taken) -> str:
        until = taken.reservation.expires_at
        minutes = max(1, int((until - self.now).total_seconds() // 60)) if until else 0
        return f"{minutes} min left"

    def gaps(self, lane: Lane) -> list[Block]:
        """Stretches of 45 minutes or more in which she is free, from now on."""
        free = []
        for begins, ends in self.spans(lane):
            cursor = max(begins, self.at(self.now)) if self.at(self.now) < DAY else begins
            for reservation in sorted((taken.reservation for taken in lane.taken), key=lambda each: each.begins):
                free.append((cursor, min(self.at(reservation.begins), ends)))
                cursor = max(cursor, self.at(reservation.ends))
            free.append((cursor, ends))
        return [Block("free", a, b, f"Free, {duration(b - a)}") for a, b in free if b - a >= LEAST_GAP]
