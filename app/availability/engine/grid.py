"""The candidate starts: every step from the start of an opening interval, or the listed ones.

Steps count elapsed time from the start of the venue's merged interval, even if a member starts later, so that all
members share the same start times. A day's times must not depend on when the venue last closed: a venue that stays
open overnight continues its steps past the first midnight, and restarts them at each later one.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import pairwise
from math import ceil
from zoneinfo import ZoneInfo

from app.availability.engine.local_time import MINUTE, is_second_pass, listed_stamp, steady_midnight, wall_stamp
from app.availability.engine.ranges import Bounds
from app.availability.engine.types import SlotTerms, Timetable

LOOK_BACK = 3
"""How many days before a window its hours matter for the steps: a span that began two dates ago can reach the
midnight before last, and one more date allows for a clock change."""


def grid(
    zone: ZoneInfo, offer: SlotTerms, opening: Sequence[Bounds], days: Sequence[date], window: Bounds
) -> list[int]:
    """List timestamps within the window, ascending. `days` must start LOOK_BACK days before it."""
    if offer.listed is None:
        points = list(_steps(zone, offer.step * MINUTE, opening, days, window))
    else:
        points = _listed(zone, offer.listed, days, window)
    if all(steady_midnight(zone, day) is not None for day in days):
        return points
    return [point for point in points if not is_second_pass(zone, point)]


def _listed(zone: ZoneInfo, timetable: Timetable, days: Iterable[date], window: Bounds) -> list[int]:
    stamps = {listed_stamp(zone, day, minute) for day in days for minute in timetable.on(day)}
    return sorted(point for point in stamps if point is not None and window[0] <= point < window[1])


def _steps(zone: ZoneInfo, step: int, opening: Sequence[Bounds], days: Sequence[date], window: Bounds) -> Iterator[int]:
    midnights = sorted({wall_stamp(zone, day, 0, "start") for day in days})  # a skipped date has no midnight of its own
    for begins, ends in opening:
        if ends <= window[0] or window[1] <= begins:
            continue
        within = [midnight for midnight in midnights if begins <= midnight < ends]
        for anchor, until in pairwise((begins, *within[1:], ends)):
            skipped = max(0, ceil((window[0] - anchor) / step))
            yield from range(int(anchor) + skipped * step, ceil(min(until, window[1])), step)
