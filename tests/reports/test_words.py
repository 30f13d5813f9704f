"""Numbers of a report in words."""

from datetime import date

import pytest

from app.reports.copy import changed, shifted
from app.reports.periods import Days
from app.reports.tables import percent


@pytest.mark.parametrize(
    ("share", "expected"),
    [(0, "0%"), (0.001, "less than 1%"), (0.01, "1%"), (0.99, "99%"), (0.999, "more than 99%"), (1, "100%")],
)
def test_a_share_is_rounded_to_none_or_all_only_if_it_is(share: float, expected: str) -> None:
    assert percent(share) == expected


@pytest.mark.parametrize(
    ("now", "then", "expected"),
    [
        (5, 0, "none in the previous period"),
        (0, 0, "none in either period"),
        (0, 1200, "down from 1,200"),
        (40, 40, "same as before (40)"),
        (120, 40, "3 times the previous 40"),
        (119, 100, "up 19% from 100"),
        (99, 100, "down 1% from 100"),
    ],
)
def test_a_number_is_compared_with_the_previous_period(now: int, then: int, expected: str) -> None:
    assert changed(now, then) == expected


@pytest.mark.parametrize(
    ("now", "then", "expected"),
    [
        (0.64, None, "none in the previous period"),
        (None, 0.6, "60% in the previous period"),
        (0.6, 0.6, "same as before (60%)"),
        (0.61, 0.6, "up 1 point from 60%"),
        (0.56, 0.6, "down 4 points from 60%"),
    ],
)
def test_a_share_is_compared_in_points(now: float | None, then: float | None, expected: str) -> None:
    assert shifted(now, then) == expected


def test_nothing_is_compared_with_an_unknown_period() -> None:
    assert {changed(5, 4, known=False), shifted(0.5, 0.4, known=False)} == {"nothing to compare with yet"}


def test_days_end_on_or_after_the_day_they_begin() -> None:
    assert len(Days(date(2026, 5, 14), date(2026, 5, 14))) == 1
    with pytest.raises(ValueError, match="ends on or after"):
        Days(date(2026, 5, 14), date(2026, 5, 13))
