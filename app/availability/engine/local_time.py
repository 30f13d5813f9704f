"""Conversion between wall time and instants.

Inside the engine an instant is its timestamp: seconds since 1970 in UTC. Values from hours are whole numbers; values
from callers may have a fraction, exact to the microsecond. Measured with tests/benchmarks/engine.py: the steps of
30 days take 0.05 ms as numbers and 0.64 ms as datetimes; but converting 12,000 datetimes to numbers takes 1.9 ms, so
reservations are converted late, and only those that matter.
"""

from bisect import bisect_left
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Literal
from zoneinfo import ZoneInfo

from app.availability.engine.ranges import Bounds
from app.availability.engine.types import Range

Edge = Literal["start", "end"]

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MINUTE = 60
DAY = 24 * 60 * MINUTE
YEARS = range(1970, 2200)  # forms accept any wall time; arithmetic near datetime's limits would overflow


def to_minutes(at: datetime) -> float:
    """Return the timestamp of an aware instant. Raises TypeError for a naive one, instead of guessing its time zone."""
    return (at - EPOCH).total_seconds()


def to_instant(stamped: float) -> datetime:
    return datetime.fromtimestamp(stamped, UTC)


def bounds(a_range: Range) -> Bounds:
    return to_minutes(a_range[0]), to_minutes(a_range[1])


def instants(ranges: Sequence[Bounds]) -> list[Range]:
    return [(to_instant(begins), to_instant(ends)) for begins, ends in ranges]


def resolve_wall(zone: ZoneInfo, day: date, minute: int, *, edge: Edge) -> datetime:
    """Return the instant of an interval's edge, `minute` wall minutes after midnight of `day` (up to 2880).

    For a repeated time, a start is its first pass and an end its second, so that an interval never gets shorter. A
    skipped time becomes the first instant after the gap.
    """
    return to_instant(wall_stamp(zone, day, minute, edge))


def parse_wall(zone: ZoneInfo, local: datetime) -> datetime | None:
    """Return the instant that a person means by a naive local time: the first pass of a repeated one.

    Returns None if the clocks skip this time (or the year is not 1970 to 2199). Raises ValueError for an aware time.
    """
    if local.tzinfo is not None:
        raise ValueError("a wall time is naive")
    if local.year not in YEARS:
        return None
    first, second = _passes(zone, local)
    return to_instant(first) if first <= second else None


def gap_end(zone: ZoneInfo, local: datetime) -> datetime | None:
    """Return the first instant after the gap that contains a naive local time; None if it is not in a gap."""
    if local.year not in YEARS:
        return None
    first, second = _passes(zone, local)
    return to_instant(_change(zone, second, first)) if first > second else None


def wall_stamp(zone: ZoneInfo, day: date, minute: int, edge: Edge) -> int:
    """Return the same instant as `resolve_wall`, as a timestamp."""
    midnight = steady_midnight(zone, day)
    if midnight is not None:
        return midnight + minute * MINUTE
    first, second = _passes(zone, _wall(day, minute))
    if first > second:
        return _change(zone, second, first)
    return first if edge == "start" else second


def listed_stamp(zone: ZoneInfo, day: date, minute: int) -> int | None:
    """Return the timestamp of a listed start: the first pass of a repeated time, None for a skipped one, because moving
    it would add a start that was never listed."""
    midnight = steady_midnight(zone, day)
    if midnight is not None:
        return midnight + minute * MINUTE
    first, second = _passes(zone, _wall(day, minute))
    return first if first <= second else None


def is_second_pass(zone: ZoneInfo, stamped: int) -> bool:
    return datetime.fromtimestamp(stamped, zone).fold == 1


def days_around(zone: ZoneInfo, window: Bounds, *, before: int = 0, after: int = 0) -> list[date]:
    """List the local dates that a window touches, plus `before` and `after` more."""
    first = datetime.fromtimestamp(window[0], zone).date() - timedelta(days=before)
    last = datetime.fromtimestamp(window[1], zone).date() + timedelta(days=after)
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


@lru_cache(maxsize=8192)
def steady_midnight(zone: ZoneInfo, day: date) -> int | None:
    """Return the timestamp of midnight if the clocks do not change from then to the end of the next date, else None.

    On such days (all but about four a year) every wall time is midnight plus its minutes.
    """
    midnight, end = _wall(day, 0), _wall(day, 2 * 24 * 60)
    passes = {*_passes(zone, midnight), *(passed - 2 * DAY for passed in _passes(zone, end))}
    return passes.pop() if len(passes) == 1 else None


def _wall(day: date, minute: int) -> datetime:
    return datetime.combine(day, time()) + timedelta(minutes=minute)


def _passes(zone: ZoneInfo, local: datetime) -> tuple[int, int]:
    """Return the timestamps of a wall time, read with the offsets before and after the nearest change.

    The same instant twice on most days; ascending for a repeated time; descending, after and before the gap, for a
    skipped one.
    """
    first, second = (local.replace(tzinfo=zone, fold=fold) for fold in (0, 1))
    return int(first.timestamp()), int(second.timestamp())


def _change(zone: ZoneInfo, before: int, after: int) -> int:
    """Return the first timestamp after the clock change that lies between two timestamps."""

    def offset(stamped: int) -> timedelta | None:
        return datetime.fromtimestamp(stamped, zone).utcoffset()

    new = offset(after)
    return before + bisect_left(range(before, after + 1), True, key=lambda stamped: offset(stamped) == new)
