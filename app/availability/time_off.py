"""Time off as instants: weekly time off expanded to each of its dates."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from app.availability.engine.local_time import resolve_wall
from app.availability.engine.types import Range
from app.team.models import TimeOff

WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Weekly:
    """A weekday (Monday is 0) with wall minutes after its midnight, from a first date to an optional last one."""

    weekday: int
    begins: int
    ends: int
    first_on: date
    last_on: date | None = None

    def ranges(self, zone: ZoneInfo, window: Range) -> Iterator[Range]:
        """Yield each occurrence that overlaps a window of instants, in UTC.

        As with business hours, a start in a repeated hour is its first pass and an end its second; an occurrence
        entirely within a skipped hour is dropped.
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
    """One half-open range in UTC of a member's time off."""

    begins: datetime
    ends: datetime
    off: TimeOff


def time_off_spans(rows: Iterable[TimeOff], zone: ZoneInfo, window: Range) -> list[TimeOffSpan]:
    """List all time off that overlaps a window of instants, in order."""
    found = [TimeOffSpan(begins, ends, off) for off in rows for begins, ends in ranges_of(off, zone, window)]
    return sorted(found, key=lambda absence: absence.begins)


def ranges_of(off: TimeOff, zone: ZoneInfo, window: Range) -> list[Range]:
    """Return the ranges of a time off that overlap a window of instants."""
    if off.during is not None:
        begins, ends = off.during.lower, off.during.upper
        if begins is None or ends is None or max(begins, window[0]) >= min(ends, window[1]):
            return []
        return [(begins, ends)]
    return list(weekly_of(off).ranges(zone, window))


def weekly_of(off: TimeOff) -> Weekly:
    """Narrow the type of a weekly time off. Raises ValueError if it is not weekly: the database distinguishes them, but
    the type cannot."""
    if off.weekday is None or off.begins is None or off.ends is None or off.first_on is None:
        raise ValueError("this time off is once")
    return Weekly(off.weekday, off.begins, off.ends, off.first_on, off.last_on)


def wall_range(zone: ZoneInfo, first: date, begins: int, last: date, ends: int) -> Range:
    """Return the range in UTC between wall minutes of two local dates; minute 1,440 is the midnight after."""
    return resolve_wall(zone, first, begins, edge="start"), resolve_wall(zone, last, ends, edge="end")
