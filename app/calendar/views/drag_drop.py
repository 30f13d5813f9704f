"""Where something was dropped in the calendar: by a pointer, or by keys."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from flask import abort, request

from app.availability.engine import Range
from app.availability.time_off import wall_range
from app.fields import sent_number

DAY = 24 * 60


@dataclass(frozen=True, slots=True)
class Drop:
    """Onto a local date, from a wall minute on, for so many minutes; from one column into another, or the same."""

    day: date
    start: int
    minutes: int
    source: str
    who: str
    sequence: int

    def between(self, zone: ZoneInfo) -> Range:
        """The instants. What it takes is elapsed time, also across a change of the clocks."""
        begins, _ = wall_range(zone, self.day, self.start, self.day, self.start)
        return begins, begins + timedelta(minutes=self.minutes)


def dropped() -> Drop:
    """404 for what no calendar of ours would send."""
    given = request.form
    numbers = [given.get(name, type=sent_number) for name in ("start", "minutes", "sequence")]
    start, minutes, sequence = numbers
    if start is None or minutes is None or sequence is None or not (0 <= start < DAY and 0 < minutes <= DAY):
        abort(404)
    try:
        day = datetime.strptime(given.get("day", ""), "%Y-%m-%d").date()  # noqa: DTZ007  # a local date
    except ValueError:
        abort(404)
    if not 2000 <= day.year <= 2200:
        abort(404)
    return Drop(day, start, minutes, given.get("from", ""), given.get("who", ""), sequence)
