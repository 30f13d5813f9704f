"""Wall time in words, and the error messages for a list of spans."""

import pytest

from app.core.errors import DomainError
from app.hours.intervals import in_words, refuse_bad_day, refuse_bad_week, span_of


@pytest.mark.parametrize(
    ("opens", "closes", "span"),
    [
        ("09:00", "17:30", (540, 1050)),
        ("9:00", " 17:30 ", (540, 1050)),
        ("22:00", "02:00", (1320, 1560)),
        ("08:00", "07:00", (480, 1860)),
        ("18:00", "00:00", (1080, 1440)),
        ("10:00", "10:00", (600, 2040)),
        ("00:00", "00:00", (0, 1440)),
    ],
)
def test_a_closing_time_at_or_before_the_opening_means_past_midnight(
    opens: str, closes: str, span: tuple[int, int]
) -> None:
    assert span_of(opens, closes) == span


@pytest.mark.parametrize("wrong", ["", "9", "24:00", "12:60", "9 AM", "9:5", "-1:00", "１２:00"])
def test_invalid_times_of_day_are_refused(wrong: str) -> None:
    with pytest.raises(DomainError, match="isn’t a time of day"):
        span_of(wrong, "17:00")


def test_spans_are_written_in_words() -> None:
    assert [in_words(span) for span in [(540, 720), (1320, 1560), (0, 1440)]] == [
        "9:00 AM – 12:00 PM",
        "10:00 PM – 2:00 AM",
        "12:00 AM – 12:00 AM",
    ]


def test_touching_spans_are_allowed_in_any_order() -> None:
    assert refuse_bad_day("Tuesday", [(780, 1200), (600, 780)]) == [(600, 780), (780, 1200)]


def test_an_overlap_error_names_both_spans_and_says_what_to_do() -> None:
    with pytest.raises(DomainError) as refused:
        refuse_bad_week({1: [(540, 780), (720, 1020)]})
    assert refused.value.message == (
        "Tuesday: 9:00 AM – 1:00 PM and 12:00 PM – 5:00 PM overlap."
        " End the first by 12:00 PM, or start the second at 1:00 PM or later."
    )


def test_a_night_that_runs_into_the_next_morning_is_an_overlap() -> None:
    with pytest.raises(DomainError) as refused:
        refuse_bad_week({4: [(1320, 1560)], 5: [(60, 300)]})
    assert refused.value.message == (
        "Friday 10:00 PM – 2:00 AM and Saturday 1:00 AM – 5:00 AM overlap."
        " End the first by 1:00 AM, or start the second at 2:00 AM or later."
    )


def test_sunday_night_must_not_overlap_monday_morning() -> None:
    with pytest.raises(DomainError, match=r"Sunday .* and Monday"):
        refuse_bad_week({6: [(1320, 1560)], 0: [(60, 300)]})


def test_a_night_may_touch_the_next_morning() -> None:
    week = {4: [(1320, 1560)], 5: [(120, 300)]}
    assert refuse_bad_week(week) == week


def test_seven_touching_spans_are_open_around_the_clock() -> None:
    week = {weekday: [(600, 2040)] for weekday in range(7)}
    assert refuse_bad_week(week) == week


@pytest.mark.parametrize("span", [(-1, 60), (1440, 1500), (600, 600), (600, 599), (600, 2041)])
def test_invalid_spans_are_refused(span: tuple[int, int]) -> None:
    with pytest.raises(DomainError, match="up to 24 hours"):
        refuse_bad_day("Tuesday", [span])


def test_an_eighth_weekday_is_refused() -> None:
    with pytest.raises(DomainError, match="Monday to Sunday"):
        refuse_bad_week({7: [(600, 700)]})


@pytest.mark.parametrize(
    ("spans", "mended"),
    [
        ([(600, 990), (960, 1200)], "End the first by 4:00 PM, or start the second at 4:30 PM or later."),
        ([(600, 990), (600, 1200)], "Start the second at 4:30 PM or later."),
        ([(1320, 1560), (1380, 1500)], "End the first by 11:00 PM, or remove one of them."),
        ([(600, 2040), (600, 2040)], "Remove one of them."),
    ],
)
def test_overlap_errors_suggest_a_fix_that_is_possible(spans: list[tuple[int, int]], mended: str) -> None:
    with pytest.raises(DomainError) as refused:
        refuse_bad_day("Friday", spans)
    assert refused.value.message.endswith(f" overlap. {mended}")
