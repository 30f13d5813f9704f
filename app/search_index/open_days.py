"""The windows of a venue's days in which a card looks for starts. Pure."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta

from app.availability.engine import openings
from app.availability.engine.local_time import resolve_wall
from app.availability.engine.types import Range
from app.availability.schedules import ServiceSchedule
from search.documents import FreeAt

LOOK_AHEAD = timedelta(days=15)
"""How far ahead lists and search look: the two weeks that can be requested, and a day until the nightly reindex."""


def days_open(plan: ServiceSchedule, free_at: FreeAt | None, at: datetime) -> Iterator[Range]:
    """Yield the requested hours of each local day from today on which the venue is open, in UTC: from the first opening
    to the last closing, and nothing before `at`."""
    today = at.astimezone(plan.zone).date()
    free_at = free_at or FreeAt(today, today + LOOK_AHEAD)
    day, stride = free_at.first, 1  # the first day is usually enough; more are faster together
    while day <= free_at.last:
        days = [day + timedelta(days=number) for number in range(min(stride, (free_at.last - day).days + 1))]
        hours = [(_hour(plan, day, free_at.from_hour), _hour(plan, day, free_at.to_hour)) for day in days]
        windows = [(max(begins, at), ends) for begins, ends in hours if ends > at]
        if windows:
            opening = openings.open_ranges(plan.zone, plan.hours, (windows[0][0], windows[-1][1]))
            yield from _while_open(windows, opening)
        day, stride = day + timedelta(days=stride), 2 * stride


def _hour(plan: ServiceSchedule, day: date, hour: int) -> datetime:
    return resolve_wall(plan.zone, day, hour * 60, edge="start")


def _while_open(windows: Iterable[Range], opening: Sequence[Range]) -> Iterator[Range]:
    for begins, ends in windows:
        within = [(opens, closes) for opens, closes in opening if opens < ends and begins < closes]
        if within:
            yield max(begins, within[0][0]), min(ends, within[-1][1])
