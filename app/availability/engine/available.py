"""The starts of a window as runs of grid points: evaluated one by one, never listed as a whole."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import accumulate

from app.availability.engine.evaluation import Evaluation, Question, evaluate
from app.availability.engine.local_time import bounds, to_instant
from app.availability.engine.ranges import Bounds
from app.availability.engine.rules import Slice
from app.availability.engine.types import Range


@dataclass(frozen=True, slots=True)
class Available:
    """The starts of one window that can be booked: the same as `starts` lists, without the resources.

    All ranges passed must lie inside that window. Instants passed are aware; those returned are in UTC.
    """

    points: Sequence[int]
    """The grid, as ascending timestamps."""

    runs: Sequence[Slice]
    """The points that can be booked: disjoint, ascending, none empty."""

    def __bool__(self) -> bool:
        return bool(self.runs)

    def first(self, within: Range) -> datetime | None:
        """Return the first start in [from, to), None if there is none."""
        found = self._first(bounds(within))
        return None if found is None else to_instant(found)

    def apart(self, ranges: Iterable[Range], by: timedelta) -> Iterator[datetime]:
        """Yield the first start in ascending ranges, then each next one that is at least `by` later."""
        earliest = float("-inf")
        for begins, ends in map(bounds, ranges):
            found = self._first((max(begins, earliest), ends))
            while found is not None:
                yield to_instant(found)
                earliest = found + by.total_seconds()
                found = self._first((earliest, ends))

    def instants(self) -> list[datetime]:
        """List every start, ascending."""
        return [to_instant(point) for begins, ends in self.runs for point in self.points[begins:ends]]

    def _first(self, within: Bounds) -> int | None:
        begins, ends = within
        place = bisect_left(self.points, begins)
        number = bisect_right(self.runs, place, key=lambda run: run[1])
        if number == len(self.runs):
            return None
        point = self.points[max(place, self.runs[number][0])]
        return point if point < ends else None


def available(question: Question, window: Bounds) -> Available:
    workings = evaluate(question, window)
    return Available(workings.points, runs(workings, question.offer.quantity))


def runs(workings: Evaluation, quantity: int) -> list[Slice]:
    """Return the points at which at least `quantity` lanes are free."""
    changes: dict[int, int] = {}
    for lane, passing in workings.passing():
        for begins, ends in passing:
            changes[begins] = changes.get(begins, 0) + lane.places
            changes[ends] = changes.get(ends, 0) - lane.places
    places = sorted(changes)
    free = accumulate(changes[place] for place in places)
    joined: list[Slice] = []
    for begins, ends, number in zip(places, places[1:], free, strict=False):
        if number < quantity:
            continue
        touches = bool(joined) and joined[-1][1] == begins
        joined.append((joined.pop()[0] if touches else begins, ends))
    return joined
