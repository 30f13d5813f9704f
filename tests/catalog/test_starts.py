"""A check for starts of a class that are too close together."""

from datetime import date

import pytest

from app.catalog.starts import DatedStart, ListedAt, WeeklyStart, first_clash

SUNDAY, MONDAY, TUESDAY = 6, 0, 1
HOUR = 60


@pytest.mark.parametrize(
    ("starts", "expected"),
    [
        (
            [WeeklyStart(TUESDAY, 18 * HOUR + 30), WeeklyStart(TUESDAY, 18 * HOUR)],
            "Tuesday 6:00 PM and 6:30 PM overlap. Start the second class at 7:15 PM or later.",
        ),
        ([WeeklyStart(TUESDAY, 18 * HOUR)] * 2, "Tuesday 6:00 PM is listed twice. Remove one of the two."),
        (
            [WeeklyStart(MONDAY, 15), WeeklyStart(SUNDAY, 23 * HOUR + 30)],
            "Sunday 11:30 PM and 12:15 AM overlap. Start the second class at 12:45 AM or later.",
        ),
        (
            [WeeklyStart(TUESDAY, 18 * HOUR), DatedStart(date(2026, 5, 19), 17 * HOUR)],
            "Tue, May 19, 5:00 PM and 6:00 PM overlap. Start the second class at 6:15 PM or later.",
        ),
        (
            [WeeklyStart(MONDAY, 23 * HOUR + 30), DatedStart(date(2026, 5, 19), 0)],
            "Monday 11:30 PM and 12:00 AM overlap. Start the second class at 12:45 AM or later.",
        ),
        (
            [DatedStart(date(2026, 5, 31), 23 * HOUR + 50), DatedStart(date(2026, 6, 1), 30)],
            "Sun, May 31, 11:50 PM and 12:30 AM overlap. Start the second class at 1:05 AM or later.",
        ),
    ],
)
def test_two_overlapping_starts_are_named(starts: list[ListedAt], expected: str) -> None:
    clash = first_clash(starts, 75)
    assert clash is not None
    assert clash.words == expected


@pytest.mark.parametrize(
    "starts",
    [
        [],
        [WeeklyStart(TUESDAY, 18 * HOUR)],
        [WeeklyStart(TUESDAY, 18 * HOUR), WeeklyStart(TUESDAY, 19 * HOUR + 15)],
        [WeeklyStart(TUESDAY, 18 * HOUR), WeeklyStart(MONDAY, 18 * HOUR)],
        [WeeklyStart(TUESDAY, 18 * HOUR), DatedStart(date(2026, 5, 20), 18 * HOUR)],
        [DatedStart(date(2026, 5, 19), 18 * HOUR), DatedStart(date(2026, 5, 26), 18 * HOUR)],
    ],
)
def test_starts_that_only_touch_do_not_overlap(starts: list[ListedAt]) -> None:
    assert first_clash(starts, 75) is None
