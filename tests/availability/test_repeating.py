"""The dates of repeating bookings."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from app.availability.repeating import Repeat, wanted_dates
from tests.support import utc

wall = datetime.fromisoformat
PORTLAND = ZoneInfo("America/Los_Angeles")


@pytest.mark.parametrize(
    ("first", "repeat", "instants"),
    [
        # Clocks go forward on March 8 and back on November 1: 10:00 stays 10:00.
        ("2026-02-24 18:00", Repeat(1, times=3), ["2026-02-24 18:00", "2026-03-03 18:00", "2026-03-10 17:00"]),
        ("2026-10-27 17:00", Repeat(2, times=2), ["2026-10-27 17:00", "2026-11-10 18:00"]),
        # The last date counts if its own local date is the limit.
        ("2026-05-19 17:00", Repeat(8, until=date(2026, 7, 14)), ["2026-05-19 17:00", "2026-07-14 17:00"]),
        ("2026-05-19 17:00", Repeat(8, until=date(2026, 7, 13)), ["2026-05-19 17:00"]),
        ("2026-05-19 17:00", Repeat(1, until=date(2026, 5, 18)), []),
    ],
)
def test_dates_keep_their_wall_time_up_to_a_number_or_a_date(first: str, repeat: Repeat, instants: list[str]) -> None:
    assert [wanted.at for wanted in wanted_dates(PORTLAND, utc(first), repeat)] == [utc(each) for each in instants]


def test_a_time_that_the_clocks_skip_has_no_instant_and_a_repeated_one_is_its_first_pass() -> None:
    skipped = wanted_dates(PORTLAND, utc("2026-03-01 10:30"), Repeat(1, times=3))
    assert [(wanted.local, wanted.at) for wanted in skipped][1:] == [
        (wall("2026-03-08 02:30"), None),
        (wall("2026-03-15 02:30"), utc("2026-03-15 09:30")),
    ]
    assert skipped[1].near(PORTLAND) == utc("2026-03-08 10:00")
    repeated = wanted_dates(PORTLAND, utc("2026-10-25 08:30"), Repeat(1, times=2))
    assert repeated[1].at == utc("2026-11-01 08:30")


def test_a_date_far_away_ends_after_twelve_bookings() -> None:
    assert len(wanted_dates(PORTLAND, utc("2026-05-19 17:00"), Repeat(1, until=date(2199, 1, 1)))) == 12


@pytest.mark.parametrize(("weeks", "times"), [(0, 3), (9, 3), (1, 0), (1, 1), (1, 13)])
def test_other_numbers_are_refused(weeks: int, times: int) -> None:
    with pytest.raises(ValueError, match="are"):
        Repeat(weeks, times=times)
