"""The shapes that are drawn in a calendar. Positions are wall minutes of a local date."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

HOUR = 60
DAY = 24 * HOUR


@dataclass(frozen=True, slots=True)
class Move:
    """The data for dragging a booking or block."""

    what: str  # visit or block
    start: int
    minutes: int
    sequence: int


@dataclass(frozen=True, slots=True)
class DrawnBlock:
    """A rectangle in a column. It is a link if it has an `href`."""

    kind: str
    start: int
    end: int
    title: str = ""
    lines: Sequence[str] = ()
    href: str | None = None
    current: bool = False
    # The link for blocking an available gap.
    keep_href: str | None = None
    # The public id of a booking or block.
    key: str | None = None
    # None if it cannot be dragged.
    move: Move | None = None
    # "3 of 6" for a booking that repeats.
    series: str = ""


@dataclass(frozen=True, slots=True)
class CalendarColumn:
    """A team member or a room on one day."""

    key: str  # of the team member or room, in URLs
    on: date
    name: str
    tone: int
    note: str
    blocks: Sequence[DrawnBlock]
    bookings: int
    booked: int  # minutes
    working: int  # minutes

    @property
    def off(self) -> bool:
        """Return whether there is nothing to see all day: no working hours, no booking and no blocked time."""
        return not self.working and all(block.kind == "shut" for block in self.blocks)


@dataclass(frozen=True, slots=True)
class CalendarDay:
    """The columns of one local date."""

    on: date
    columns: Sequence[CalendarColumn]

    @property
    def folded(self) -> int:
        """Return how many columns at the end can be a thin strip; 0 if no column would be left."""
        off = sum(column.off for column in self.columns)
        return off if off < len(self.columns) else 0

    @property
    def bookings(self) -> int:
        return sum(column.bookings for column in self.columns)

    @property
    def booked(self) -> int:
        return sum(column.booked for column in self.columns)

    @property
    def working(self) -> int:
        return sum(column.working for column in self.columns)


@dataclass(frozen=True, slots=True)
class Drawing:
    """Several days from `opens` to `closes`, which are whole hours in wall minutes."""

    opens: int
    closes: int
    today: date
    now: int  # wall minutes of today
    days: Sequence[CalendarDay]

    @property
    def columns(self) -> list[CalendarColumn]:
        return [column for day in self.days for column in day.columns]


@dataclass(frozen=True, slots=True)
class Links:
    """Functions that return the URLs of what the calendar shows."""

    visit: Callable[[str], str]  # public id
    block: Callable[[str], str]  # public id
    add: Callable[[date, int, str], str]  # day, wall minute, column key
    keep: Callable[[date, int, str], str]
    # For people who see their bookings but change none: nothing can be dragged, added or blocked.
    is_read_only: bool = False


@dataclass(frozen=True, slots=True)
class Wall:
    """A converter of instants into wall minutes after the midnight that starts a local date."""

    zone: ZoneInfo
    on: date
    begins: datetime
    ends: datetime

    def touches(self, begins: datetime, ends: datetime) -> bool:
        """Return whether a range overlaps that date. Check it before converting: it needs no time zone lookup."""
        return begins < self.ends and ends > self.begins

    def __call__(self, instant: datetime) -> int:
        local = instant.astimezone(self.zone)
        return (local.date() - self.on).days * DAY + local.hour * HOUR + local.minute


def minutes_between(begins: datetime, ends: datetime) -> int:
    return int((ends - begins).total_seconds() // 60)
