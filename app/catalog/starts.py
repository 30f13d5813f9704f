"""The listed starts of a class, and a check for starts that are too close together. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from flask_babel import gettext as _

from app.core.formats import clock_of, day_of, weekday
from app.hours.models import DAY

WEEK = 7 * DAY


@dataclass(frozen=True, order=True, slots=True)
class WeeklyStart:
    """A start every week: a weekday (Monday is 0) and wall minutes after midnight."""

    weekday: int
    minute: int

    @property
    def words(self) -> str:
        return f"{weekday(self.weekday, long=True)} {clock_of(self.minute)}"


@dataclass(frozen=True, slots=True)
class DatedStart:
    """A single start: a date and wall minutes after its midnight."""

    on: date
    minute: int

    @property
    def words(self) -> str:
        return f"{day_of(self.on)}, {clock_of(self.minute)}"


ListedAt = WeeklyStart | DatedStart


@dataclass(frozen=True, slots=True)
class StartOverlap:
    """Two starts, `apart` minutes from each other, of a class that needs `needed` minutes with its buffers.

    The second start comes before the first class has ended.
    """

    first: ListedAt
    second: ListedAt
    apart: int
    needed: int

    @property
    def words(self) -> str:
        if not self.apart:
            return _("%(start)s is listed twice. Remove one of the two.", start=self.first.words)
        return _(
            "%(first)s and %(second)s overlap. Start the second class at %(later)s or later.",
            first=self.first.words,
            second=clock_of(self.second.minute),
            later=clock_of(self.first.minute + self.needed),
        )


def first_clash(starts: Sequence[ListedAt], needed: int) -> StartOverlap | None:
    """Return the first two starts of a class that overlap, or None. `needed` is less than a day."""
    weekly = [one for one in starts if isinstance(one, WeeklyStart)]
    dated = [one for one in starts if isinstance(one, DatedStart)]
    week = sorted((one.weekday * DAY + one.minute, one) for one in weekly)
    around = [*week, *((at + WEEK, one) for at, one in week[:1])]
    dates = {one.on + timedelta(days=days) for one in dated for days in (-1, 0, 1)}
    days: list[tuple[int, ListedAt]] = [(one.on.toordinal() * DAY + one.minute, one) for one in dated]
    days += [(on.toordinal() * DAY + one.minute, one) for on in dates for one in weekly if one.weekday == on.weekday()]
    for line in (around, sorted(days, key=lambda place: place[0])):
        for (begins, first), (follows, second) in pairwise(line):
            if follows - begins < needed:
                return StartOverlap(first, second, follows - begins, needed)
    return None
