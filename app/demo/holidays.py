"""The days on which shops in the USA have special hours."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

THURSDAY, MONDAY = 3, 0


@dataclass(frozen=True, slots=True)
class ShopHoliday:
    on: date
    name: str
    is_short: bool = False  # shorter hours instead of closed


def holidays(first: date, last: date) -> list[ShopHoliday]:
    """List the holidays from `first` to `last`, in order."""
    years = range(first.year, last.year + 1)
    found = (holiday for year in years for holiday in _of_year(year))
    return sorted((holiday for holiday in found if first <= holiday.on <= last), key=lambda holiday: holiday.on)


def _of_year(year: int) -> Iterator[ShopHoliday]:
    thanksgiving = _nth(year, 11, THURSDAY, 4)
    memorial_day = _nth(year, 6, MONDAY, 1) - timedelta(weeks=1)  # the last Monday of May
    yield ShopHoliday(date(year, 1, 1), "New Year’s Day")
    yield ShopHoliday(memorial_day, "Memorial Day")
    yield ShopHoliday(date(year, 7, 4), "Independence Day")
    yield ShopHoliday(_nth(year, 9, MONDAY, 1), "Labor Day")
    yield ShopHoliday(thanksgiving - timedelta(days=1), "The day before Thanksgiving", is_short=True)
    yield ShopHoliday(thanksgiving, "Thanksgiving")
    yield ShopHoliday(date(year, 12, 24), "Christmas Eve", is_short=True)
    yield ShopHoliday(date(year, 12, 25), "Christmas Day")
    yield ShopHoliday(date(year, 12, 31), "New Year’s Eve", is_short=True)


def _nth(year: int, month: int, weekday: int, number: int) -> date:
    """Return a date like the fourth Thursday of November."""
    first = date(year, month, 1)
    return first + timedelta(days=(weekday - first.weekday()) % 7, weeks=number - 1)
