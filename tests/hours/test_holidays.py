"""The federal holidays of the USA, as a venue closes on them."""

from datetime import date, timedelta

import pytest

from app.hours.holidays import coming_holidays, federal_holidays

NAMES = {
    "New Year’s Day",
    "Martin Luther King Jr. Day",
    "Presidents’ Day",
    "Memorial Day",
    "Juneteenth",
    "Independence Day",
    "Labor Day",
    "Columbus Day",
    "Veterans Day",
    "Thanksgiving Day",
    "Christmas Day",
}


def test_the_days_themselves_also_on_a_weekend() -> None:
    found = {holiday.name: holiday.on for holiday in federal_holidays(date(2026, 1, 1), date(2026, 12, 31))}
    assert found.keys() == NAMES
    assert found["Independence Day"] == date(2026, 7, 4)  # a Saturday; offices make up for it on Friday
    assert found["Memorial Day"] == date(2026, 5, 25)
    assert found["Thanksgiving Day"] == date(2026, 11, 26)


@pytest.mark.parametrize("days", range(0, 800, 37))
def test_twelve_months_have_each_holiday_in_order(days: int) -> None:
    today = date(2026, 1, 1) + timedelta(days=days)
    found = coming_holidays(today)
    assert [holiday.on for holiday in found] == sorted(holiday.on for holiday in found)
    # From one Memorial Day to the next may be 371 days: then there is none between.
    assert NAMES - {holiday.name for holiday in found} <= {"Memorial Day", "Labor Day", "Thanksgiving Day"}
    assert len({holiday.on for holiday in found}) == len(found) >= len(NAMES) - 1
    assert all(today <= holiday.on < today + timedelta(days=366) for holiday in found)
