"""How the demo's tables write weekdays, times, and holidays."""

from datetime import date

import pytest

from app.core.errors import DomainError
from app.demo.holidays import holidays
from app.demo.week import spans, starts, week, weekdays, windows


def test_weekdays_can_be_listed_or_given_as_ranges() -> None:
    assert weekdays("Mon") == [0]
    assert weekdays("Tue-Fri") == [1, 2, 3, 4]
    assert weekdays("Mon,Wed-Thu,Sun") == [0, 2, 3, 6]


def test_misspelled_weekday_is_refused() -> None:
    with pytest.raises(ValueError, match="Thur"):
        weekdays("Thur")


def test_time_spans_may_pass_midnight() -> None:
    assert spans("10:00-13:00, 22:00-2:00") == [(600, 780), (1320, 1560)]
    with pytest.raises(DomainError, match="time of day"):
        spans("10:00-25:00")


def test_weeks_windows_and_starts_are_parsed() -> None:
    assert week({"Mon-Tue": "9:00-12:00"}) == {0: [(540, 720)], 1: [(540, 720)]}
    assert windows("Fri-Sat 22:00-1:00") == [(4, 1320, 1500), (5, 1320, 1500)]
    assert starts("Mon,Wed 18:45") == [(0, 1125), (2, 1125)]


def test_holidays_across_a_year_boundary_are_listed_in_order() -> None:
    found = [(holiday.on, holiday.name) for holiday in holidays(date(2026, 11, 21), date(2027, 1, 2))]
    assert found == [
        (date(2026, 11, 25), "The day before Thanksgiving"),
        (date(2026, 11, 26), "Thanksgiving"),
        (date(2026, 12, 24), "Christmas Eve"),
        (date(2026, 12, 25), "Christmas Day"),
        (date(2026, 12, 31), "New Year’s Eve"),
        (date(2027, 1, 1), "New Year’s Day"),
    ]


@pytest.mark.parametrize(
    ("year", "memorial_day", "labor_day"),
    [
        (2026, date(2026, 5, 25), date(2026, 9, 7)),
        (2027, date(2027, 5, 31), date(2027, 9, 6)),
        (2028, date(2028, 5, 29), date(2028, 9, 4)),
    ],
)
def test_memorial_day_and_labor_day_are_found_each_year(year: int, memorial_day: date, labor_day: date) -> None:
    found = {holiday.name: holiday.on for holiday in holidays(date(year, 1, 1), date(year, 12, 31))}
    assert (found["Memorial Day"], found["Labor Day"]) == (memorial_day, labor_day)
