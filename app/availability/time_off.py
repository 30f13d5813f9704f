"""Time off as instants: what was agreed for each week, on each of its days."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from app.availability.engine import Range, resolve_wall
from app.team.models import TimeOff

WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Weekly:
    """A weekday (Monday is 0) and wall minutes after its midnight, from a first date on, to a last one if there is."""

    weekday: int
    begins: int
    ends: int
    first_on: date
    last_on: date | None = None

    def ranges(self, zone: ZoneInfo, window: Range) -> Iterator[Range]:
        """Each time of it that touches a window of instants, in UTC.

        As with opening hours, the start of a repeated hour is its first pass and the end its second; what lies wholly
        in a skipped hour does not happen.
        """
        first, last = (edge.astimezone(zone).date() for edge in window)
        day = max(first - timedelta(days=1), self.first_on)
        day += timedelta(days=(self.weekday - day.weekday()) % 7)
        while day <= min(last, self.last_on or last):
            begins = resolve_wall(zone, day, self.begins, edge="start")
            ends = resolve_wall(zone, day, self.ends, edge="end")
            if max(begins, window[0]) < min(ends, window[1]):
                yield begins, ends
            day += WEEK


@dataclass(frozen=True, slots=True)
class TimeOffSpan:
    """One stretch in UTC, half-open, of a member's time off."""

    begins: datetime
    ends: datetime
    off: TimeOff


def time_off_spans(rows: Iterable[TimeOff], zone: ZoneInfo, window: Range) -> list[TimeOffSpan]:
    """All that touch a window of instants, in order."""
    found = [TimeOffSpan(begins, ends, off) for off in rows for begins, ends in ranges_of(off, zone, window)]
    return sorted(found, key=lambda absence: absence.begins)


def ranges_of(off: TimeOff, zone: ZoneInfo, window: Range) -> list[Range]:
    """When a time off is, as far as it touches a window of instants."""
    if off.during is not None:
        begins, ends = off.during.lower, off.during.upper
        if begins is None or ends is None or max(begins, window[0]) >= min(ends, window[1]):
            return []
        return [(begins, ends)]
    return list(weekly_of(off).ranges(zone, window))


def weekly_of(off: TimeOff) -> Weekly:
    """Raises ValueError for what is not each week, which the database tells apart; a type cannot."""
    if off.weekday is None or off.begins is None or off.ends is None or off.first_on is None:
        raise ValueError("this time off is once")
    return Weekly(off.weekday, off.begins, off.ends, off.first_on, off.last_on)


def wall_range(zone: ZoneInfo, first: date, begins: int, last: date, ends: int) -> Range:
    """From a wall minute of one local date to one of another, in UTC; minute 1,440 is the midnight after."""
    return resolve_wall(zone, first, begins, edge="start"), resolve_wall(zone, last, ends, edge="end")
