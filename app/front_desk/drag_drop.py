"""The target of a drag in the calendar, by pointer or keyboard."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from flask import abort, request

from app.availability.engine.types import Range
from app.availability.time_off import wall_range
from app.web.fields import sent_number

DAY = 24 * 60


@dataclass(frozen=True, slots=True)
class Drop:
    """A local date, a start in wall minutes and a length in minutes, with the columns it was dragged from and to."""

    day: date
    start: int
    minutes: int
    source: str
    who: str
    sequence: int

    def between(self, zone: ZoneInfo) -> Range:
        """Return the two instants. The length is elapsed time, even across a clock change."""
        begins, _ = wall_range(zone, self.day, self.start, self.day, self.start)
        return begins, begins + timedelta(minutes=self.minutes)


def dropped() -> Drop:
    """Parse the posted drop. Responds with 404 for anything that our calendar would not send."""
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
