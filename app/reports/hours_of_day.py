"""Ranges of instants, counted by local hour. Pure."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from app.availability.engine.ranges import Bounds

HOUR = 3600

Cell = tuple[date, int]
"""A local date, and an hour of it from 0 to 23."""


class WindowHours:
    """The hours of a window in a time zone.

    An hour that the clocks repeat is one cell of two hours; one that they skip is none.
    """

    def __init__(self, zone: ZoneInfo, window: Bounds) -> None:
        self.edges: list[int] = []
        self.cells: list[Cell] = []
        at, self.end = (int(edge) for edge in window)
        while at < self.end:
            local = datetime.fromtimestamp(at, UTC).astimezone(zone)
            self.edges.append(at)
            self.cells.append((local.date(), local.hour))
            at += HOUR - local.minute * 60 - local.second

    def count(self, into: defaultdict[Cell, int], ranges: Iterable[Bounds], times: int = 1) -> None:
        """Add the seconds of ranges inside the window, multiplied by `times`, to the hours that they cover."""
        for begins, ends in ranges:
            at, last = max(int(begins), self.edges[0]), min(int(ends), self.end)
            place = bisect_right(self.edges, at) - 1
            while at < last:
                following = self.edges[place + 1] if place + 1 < len(self.edges) else self.end
                upto = min(following, last)
                into[self.cells[place]] += (upto - at) * times
                at, place = upto, place + 1
