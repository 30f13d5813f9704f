"""The day tiles above a list: how many venues are available on each of seven days, and in the next seven together."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import NamedTuple

from flask_babel import gettext as _
from flask_babel import ngettext

from app.core.formats import dates, weekday
from app.search_index.index import index
from app.search_pages.copy import criteria as criteria_copy
from app.search_pages.copy import times as time_copy
from app.search_pages.criteria import Criteria
from app.search_pages.phrases.days import next_days
from search.documents import FreeAt

DAYS = 7


class DayTile(NamedTuple):
    name: str  # Today, Fri, This weekend
    number: str  # the day of the month, or how many days
    venues: int | None  # None until they are counted
    criteria: Criteria
    chosen: bool

    @property
    def day(self) -> date | None:
        """Return the day if the tile is for a single one."""
        return None if self.criteria.is_range else self.criteria.day


def day_tiles(criteria: Criteria) -> Sequence[DayTile]:
    """Return a tile for a range of days and one for each of seven days, without counts. Empty for a list of the
    whole country: counting it would read the offers of every venue."""
    if not (criteria.near or criteria.box):
        return ()
    days = [first_day(criteria) + timedelta(days=ahead) for ahead in range(DAYS)]
    chosen = (
        (criteria.day, criteria.last)
        if criteria.day and criteria.last and criteria.is_range
        else next_days(criteria.today, DAYS)
    )
    return [
        DayTile(
            *named(criteria.today, *span), None, criteria.but(day=span[0], last=span[1]), is_current(criteria, *span)
        )
        for span in (chosen, *((day, day) for day in days))
    ]


def first_day(criteria: Criteria) -> date:
    """Return the first of the seven days: today, or three days before a later day that the list is for."""
    later = criteria.day is not None and not criteria.is_range and criteria.day >= criteria.today + timedelta(days=DAYS)
    return criteria.day - timedelta(days=3) if criteria.day and later else criteria.today


def can_be_counted(criteria: Criteria) -> bool:
    """Return whether the index can count by the hour: not for prices, several guests, or a team member's gender."""
    return not (criteria.prices or criteria.guests > 1 or criteria.genders)


def counted(tiles: Sequence[DayTile], criteria: Criteria) -> Sequence[DayTile]:
    """Count the venues of each tile, with one query to the search engine."""
    if not tiles:
        return ()
    hours = criteria.part.hours if criteria.part else (0, 24)
    spans = (
        (tile.criteria.day or criteria.today, tile.criteria.last or tile.criteria.day or criteria.today)
        for tile in tiles
    )
    numbers = index().count_at(criteria.query(size=0), [FreeAt(*span, *hours) for span in spans])
    return [tile._replace(venues=number) for tile, number in zip(tiles, numbers, strict=True)]


def is_current(criteria: Criteria, first: date, last: date) -> bool:
    return criteria.day is not None and (criteria.day, criteria.last or criteria.day) == (first, last)


def named(today: date, first: date, last: date) -> tuple[str, str]:
    """Return the two labels of a tile: "This weekend", "2 days"; "Next", "7 days"; "Today", "14"."""
    if first == last:
        return _("Today") if first == today else weekday(first), str(first.day)
    name = time_copy.name_of_days(today, first, last)
    length = (last - first).days + 1
    number = ngettext("%(num)d day", "%(num)d days", length)
    if (first, last) in {next_days(today, DAYS), next_days(today, 2 * DAYS)}:
        return _("Next"), number
    return criteria_copy.sentence(name) or dates(first, last), number
