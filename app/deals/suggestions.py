"""The hours in which a venue was emptiest, as hours for a deal.

Pure: takes minutes by date and hour, returns up to three windows.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _

from app.core.formats import WEEKDAYS, clock_of
from app.core.sentences import listed
from app.deals.windows import Window
from app.hours.intervals import Span

WEEKS = 8
# An hour must have been open in at least this many of these weeks: fewer say little.
LEAST_WEEKS = 4
LEAST_HOURS, MOST_HOURS = 2, 4
# With this share booked or more, an hour is not empty, however full the others are.
FULL = 0.4
MOST = 3

Cells = Mapping[tuple[date, int], tuple[int, int]]
"""By local date and hour: minutes that could be booked, and minutes that were."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Consecutive weekdays (Monday is 0) from one hour to another, with the minutes open and booked."""

    weekdays: Sequence[int]
    begins: int
    ends: int
    open: int
    booked: int

    @property
    def percent(self) -> int:
        return round(100 * self.booked / self.open)

    @property
    def words(self) -> str:
        """The hours in words: 'Tuesday to Thursday, 1 PM to 4 PM'."""
        return hours_in_words(self.weekdays, self.begins * 60, self.ends * 60)


def hours_in_words(weekdays: Sequence[int], begins: int, ends: int) -> str:
    """Describe wall minutes on weekdays (Monday is 0): 'Tuesday to Thursday, 1 PM to 4 PM'. This also tells deals apart
    when it is their proposed name."""
    hours = {"begins": clock_of(begins).replace(":00", ""), "ends": clock_of(ends).replace(":00", "")}
    names = [WEEKDAYS[day] for day in weekdays]
    if len(names) == 1:
        return _("%(day)s, %(begins)s to %(ends)s", day=names[0], **hours)
    if len(names) > 2 and weekdays[-1] - weekdays[0] == len(names) - 1:
        return _("%(first)s to %(last)s, %(begins)s to %(ends)s", first=names[0], last=names[-1], **hours)
    return _("%(days)s, %(begins)s to %(ends)s", days=listed(names), **hours)


# Where there is no history yet: late mornings in the middle of the week, when most venues are slow.
USUAL_DAYS, USUAL_SPAN = (1, 2, 3), (10 * 60, 14 * 60)


def usual_hours(week: Mapping[int, Sequence[Span]]) -> list[Window]:
    """Return typical slow hours in which a venue with these weekly hours is open; none without such hours.

    All days have the same hours, so that one line and one name say them.
    """
    begins, ends = USUAL_SPAN
    days = [day for day in USUAL_DAYS if any(opens <= begins and ends <= closes for opens, closes in week.get(day, ()))]
    return [Window(day, begins, ends) for day in days]


Hours = Mapping[tuple[int, int], tuple[int, int]]
"""The same by weekday and hour."""


def suggestions(cells: Cells) -> list[Suggestion]:
    """Return the suggestions, emptiest first.

    Each is a block of adjacent weekdays and hours, all emptier than the venue is at other times. The blocks are chosen
    one by one: the one with the most unsold time, then the best of the rest.
    """
    hours = dict(typical(cells))
    limit = min(FULL, share(hours))
    found: list[Suggestion] = []
    while len(found) < MOST:
        empty = {key: minutes for key, minutes in hours.items() if minutes[1] < limit * minutes[0]}
        best = max(blocks(empty), key=lambda one: (limit * one.open - one.booked, -one.begins), default=None)
        if best is None:
            break
        found.append(best)
        for key in cells_of(best.weekdays, best.begins, best.ends):
            hours.pop(key)
    return sorted(found, key=lambda one: (one.booked / one.open, one.weekdays, one.begins))


def has_history(cells: Cells) -> bool:
    """Return whether there is enough data: hours that were open often enough, and some that were booked."""
    return share(typical(cells)) > 0


def typical(cells: Cells) -> dict[tuple[int, int], tuple[int, int]]:
    """Return the minutes open and booked by weekday and hour, of hours that were open in enough weeks."""
    found: dict[tuple[int, int], list[tuple[int, int]]] = {}
    for (day, hour), minutes in cells.items():
        if minutes[0]:
            found.setdefault((day.weekday(), hour), []).append(minutes)
    return {
        key: (sum(opened for opened, _ in weeks), sum(booked for _, booked in weeks))
        for key, weeks in found.items()
        if len(weeks) >= LEAST_WEEKS
    }


def share(hours: Hours) -> float:
    """Return the share of the open time that was booked."""
    opened = sum(minutes[0] for minutes in hours.values())
    return sum(minutes[1] for minutes in hours.values()) / opened if opened else 0


def blocks(empty: Hours) -> Iterator[Suggestion]:
    """Yield every block of consecutive hours and weekdays in which each hour is empty."""
    for first in range(7):
        for last in range(first, 7):
            for begins in range(24):
                for ends in range(begins + LEAST_HOURS, min(begins + MOST_HOURS, 24) + 1):
                    days = tuple(range(first, last + 1))
                    minutes = [empty.get(key) for key in cells_of(days, begins, ends)]
                    known = [one for one in minutes if one is not None]
                    if len(known) == len(minutes):
                        opened, booked = sum(one for one, _ in known), sum(one for _, one in known)
                        yield Suggestion(days, begins, ends, opened, booked)


def cells_of(days: Sequence[int], begins: int, ends: int) -> list[tuple[int, int]]:
    return [(day, hour) for day in days for hour in range(begins, ends)]
