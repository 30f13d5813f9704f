from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest

from search.documents import hour_of
from search.zones import ZONES, local_hours
from tests.search.samples import TODAY, hours

SPRING, AUTUMN = date(2026, 3, 8), date(2026, 11, 1)  # the clocks change at 2 AM


def of(zone: str, first: date, last: date, from_hour: int, to_hour: int) -> list[int]:
    found = (ranges for ranges, zones in local_hours(first, last, from_hour, to_hour).items() if zone in zones)
    return [hour for begins, ends in next(found) for hour in range(begins, ends)]


def test_hours_of_two_afternoons_exclude_the_night_between() -> None:
    tomorrow = TODAY + timedelta(days=1)
    expected = [*hours(TODAY, 12, 14), *hours(tomorrow, 12, 14)]
    assert of("America/Los_Angeles", TODAY, tomorrow, 12, 14) == expected


@pytest.mark.parametrize(("day", "length"), [(SPRING, 23), (AUTUMN, 25), (TODAY, 24)])
def test_a_day_has_as_many_hours_as_its_clock_changes_leave(day: date, length: int) -> None:
    assert len(of("America/New_York", day, day, 0, 24)) == length
    assert len(of("Pacific/Honolulu", day, day, 0, 24)) == 24


def test_zones_exist_and_have_offsets_of_whole_hours() -> None:
    assert available_timezones() >= ZONES
    for name in ZONES:
        for month in (1, 7):
            offset = datetime(2026, month, 1, tzinfo=ZoneInfo(name)).utcoffset()
            assert offset is not None
            assert offset % timedelta(hours=1) == timedelta()


def test_each_zone_is_in_one_group() -> None:
    names = [name for zones in local_hours(TODAY, TODAY, 9, 17).values() for name in zones]
    assert sorted(names) == sorted(ZONES)
    noon = datetime(2026, 5, 14, 12, tzinfo=ZoneInfo("America/Chicago"))
    assert of("America/Chicago", TODAY, TODAY, 12, 13) == [hour_of(noon)]
