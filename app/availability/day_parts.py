"""Morning, afternoon and evening as parts of a day, in the venue's local time."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from flask_babel import lazy_gettext as _l

from app.availability.engine.local_time import resolve_wall

MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class DayPart:
    """A part of a day as half-open wall minutes after midnight."""

    key: str
    begins: int
    ends: int

    @property
    def name(self) -> str:
        """Return the translated name, such as "Morning"."""
        return str(NAMES[self.key])

    def holds(self, hour: int) -> bool:
        return self.begins <= hour * 60 < self.ends


NAMES = {
    "morning": _l("Morning"),
    "afternoon": _l("Afternoon"),
    "evening": _l("Evening"),
    "day": _l("Any time"),
}
PARTS = (
    DayPart("morning", 0, 12 * 60),
    DayPart("afternoon", 12 * 60, 17 * 60),
    DayPart("evening", 17 * 60, 24 * 60),
)
WHOLE = DayPart("day", 0, 24 * 60)
BY_KEY = {part.key: part for part in (*PARTS, WHOLE)}

Window = tuple[datetime, datetime]  # first and last instant (UTC), both included


def window_of_part(zone: ZoneInfo, day: date, part: DayPart) -> Window:
    """Return the window that covers every whole minute of a part of a local date."""
    begins = resolve_wall(zone, day, part.begins, edge="start")
    return begins, resolve_wall(zone, day, part.ends, edge="start") - MINUTE


def window_of_times(zone: ZoneInfo, day: date, first: int, last: int) -> Window:
    """Return the window between two wall minutes of a local date, both included; a skipped time becomes the next
    one."""
    return resolve_wall(zone, day, first, edge="start"), resolve_wall(zone, day, last, edge="start")


def part_of_window(zone: ZoneInfo, window: Window) -> DayPart | None:
    """Return the part of a day that matches a window exactly, None if there is none."""
    day = window[0].astimezone(zone).date()
    return next((part for part in BY_KEY.values() if window_of_part(zone, day, part) == window), None)
