"""Morning, afternoon and evening: how people speak of a day. By the clock of the venue."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from flask_babel import lazy_gettext as _l

from app.availability.engine import resolve_wall

MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class DayPart:
    """Half-open wall minutes after midnight."""

    key: str
    begins: int
    ends: int

    @property
    def name(self) -> str:
        """Morning."""
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

Window = tuple[datetime, datetime]  # the first and the last instant (UTC), both included


def window_of_part(zone: ZoneInfo, day: date, part: DayPart) -> Window:
    """Every whole minute of a part of a local date."""
    begins = resolve_wall(zone, day, part.begins, edge="start")
    return begins, resolve_wall(zone, day, part.ends, edge="start") - MINUTE


def window_of_times(zone: ZoneInfo, day: date, first: int, last: int) -> Window:
    """From one wall minute of a local date to another, both included; a time that the clocks skip is the next."""
    return resolve_wall(zone, day, first, edge="start"), resolve_wall(zone, day, last, edge="start")


def part_of_window(zone: ZoneInfo, window: Window) -> DayPart | None:
    """The part of a day that a window is exactly; None for any other."""
    day = window[0].astimezone(zone).date()
    return next((part for part in BY_KEY.values() if window_of_part(zone, day, part) == window), None)
