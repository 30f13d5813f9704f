"""The hours of a venue's days in which a card looks for starts. Pure."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta
from itertools import count

from app.availability import engine
from app.availability.engine import Range
from app.availability.plans import Plan
from search.documents import FreeAt

LOOK_AHEAD = timedelta(days=15)
"""How far ahead lists and search know: the two weeks that can be asked for, and a day until search, which is made anew
every night, is fresh again."""


class OpenDays:
    """The asked hours of each local day from today on which the venue is open, in UTC: from the first opening to the
    last closing, and nothing before `at`. They are worked out as far as they are asked for, only once."""

    def __init__(self, plan: Plan, free_at: FreeAt | None, at: datetime) -> None:
        today = at.astimezone(plan.zone).date()
        self._asked = free_at or FreeAt(today, today + LOOK_AHEAD)
        self._plan, self._at, self._next, self._found = plan, at, self._asked.first, list[Range]()
        self._stride = 1

    def __iter__(self) -> Iterator[Range]:
        for number in count():
            while number >= len(self._found):
                if self._next > self._asked.last:
                    return
                self._find_more()
            yield self._found[number]

    def _find_more(self) -> None:
        """Of twice as many days as the last time."""
        plan, self._stride = self._plan, 2 * self._stride
        number = min(self._stride, (self._asked.last - self._next).days + 1)
        days = [self._next + timedelta(days=later) for later in range(number)]
        self._next += timedelta(days=number)
        hours = [(_hour(plan, day, self._asked.from_hour), _hour(plan, day, self._asked.to_hour)) for day in days]
        windows = [(max(begins, self._at), ends) for begins, ends in hours if ends > self._at]
        if windows:
            opening = engine.open_ranges(plan.zone, plan.hours, (windows[0][0], windows[-1][1]))
            self._found += _while_open(windows, opening)


def _hour(plan: Plan, day: date, hour: int) -> datetime:
    return engine.resolve_wall(plan.zone, day, hour * 60, edge="start")


def _while_open(windows: Iterable[Range], opening: Sequence[Range]) -> Iterator[Range]:
    for begins, ends in windows:
        within = [(opens, closes) for opens, closes in opening if opens < ends and begins < closes]
        if within:
            yield max(begins, within[0][0]), min(ends, within[-1][1])
