"""Federal holidays of the USA."""

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


def test_federal_holidays_keep_their_own_date_on_weekends() -> None:
    found = {holiday.name: holiday.on for holiday in federal_holidays(date(2026, 1, 1), date(2026, 12, 31))}
    assert found.keys() == NAMES
    assert found["Independence Day"] == date(2026, 7, 4)  # a Saturday; offices observe it on Friday
    assert found["Memorial Day"] == date(2026, 5, 25)
    assert found["Thanksgiving Day"] == date(2026, 11, 26)


@pytest.mark.parametrize("days", range(0, 800, 37))
def test_coming_holidays_cover_twelve_months_in_order(days: int) -> None:
    today = date(2026, 1, 1) + timedelta(days=days)
    found = coming_holidays(today)
    assert [holiday.on for holiday in found] == sorted(holiday.on for holiday in found)
    # There may be 371 days from one Memorial Day to the next, so a year can be without one.
    assert NAMES - {holiday.name for holiday in found} <= {"Memorial Day", "Labor Day", "Thanksgiving Day"}
    assert len({holiday.on for holiday in found}) == len(found) >= len(NAMES) - 1
    assert all(today <= holiday.on < today + timedelta(days=366) for holiday in found)
