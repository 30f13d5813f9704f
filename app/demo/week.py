"""Weekdays and local times in the notation of the demo's tables: "Tue-Fri" and "10:00-13:00, 14:00-20:00"."""

from collections.abc import Mapping

from app.hours.intervals import Span, minute_of, span_of

DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def weekdays(text: str) -> list[int]:
    """Parse 'Mon,Wed-Fri' as [0, 2, 3, 4]. Raises ValueError for an invalid weekday."""
    found: list[int] = []
    for part in text.split(","):
        first, _, last = part.strip().partition("-")
        if not {first, last or first} <= set(DAYS):
            raise ValueError(f"{part!r} is no weekday: write Mon or Tue-Fri")
        found.extend(range(DAYS.index(first), DAYS.index(last or first) + 1))
    return found


def spans(text: str) -> list[Span]:
    """Parse '10:00-13:00, 22:00-2:00' as [(600, 780), (1320, 1560)]."""
    return [span_of(*part.strip().split("-")) for part in text.split(",")]


def week(hours: Mapping[str, str]) -> dict[int, list[Span]]:
    """Parse a table of weekdays and their spans; Monday is 0."""
    return {weekday: spans(times) for days, times in hours.items() for weekday in weekdays(days)}


def windows(text: str) -> list[tuple[int, int, int]]:
    """Parse 'Tue-Fri 13:00-16:00' as (weekday, opens, closes), one per day."""
    days, times = text.split(" ", 1)
    return [(weekday, *span) for weekday in weekdays(days) for span in spans(times)]


def starts(text: str) -> list[tuple[int, int]]:
    """Parse 'Mon,Wed 18:45' as (weekday, minute), one per day."""
    days, time = text.split(" ", 1)
    return [(weekday, minute_of(time)) for weekday in weekdays(days)]
