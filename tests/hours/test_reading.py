"""Times of day as people type them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.errors import DomainError
from app.hours.intervals import clock_words
from app.hours.typed_times import opening_minute, refuse_off_grid, span_typed


@pytest.mark.parametrize(
    ("opens", "closes", "span"),
    [
        ("9", "5", (540, 1020)),
        ("9", "9", (540, 1260)),
        ("10", "2", (600, 840)),
        ("1", "5", (780, 1020)),
        ("5", "11", (300, 660)),
        ("12", "12", (720, 1440)),
        ("9:30 pm", "2", (1290, 1560)),
        ("9:30PM", "2am", (1290, 1560)),
        ("21:30", "02:00", (1290, 1560)),
        ("9.30 a.m.", "5 P. M.", (570, 1020)),
        ("930", "1700", (570, 1020)),
        ("9h30", "17h00", (570, 1020)),
        ("9a", "5p", (540, 1020)),
        ("09:00", "05:00", (540, 1740)),
        ("noon", "midnight", (720, 1440)),
        ("00:00", "24:00", (0, 1440)),
        ("12 am", "12 am", (0, 1440)),
        ("18:00", "24:00", (1080, 1440)),
        ("10:00", "10:00", (600, 1320)),
        ("10:00 AM", "10:00 AM", (600, 2040)),
        ("  9  ", "\t5 pm ", (540, 1020)),
    ],
)
def test_typed_times_are_read_as_people_mean_them(opens: str, closes: str, span: tuple[int, int]) -> None:
    assert span_typed(opens, closes) == span


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("25:00", "“25:00” isn’t a valid time."),
        ("9:60", "“9:60” isn’t a valid time."),
        ("24:15", "“24:15” isn’t a valid time."),
        ("13 am", "“13 am” isn’t a valid time."),
        ("24:00", "24:00 is the end of a day."),
        ("", "“” isn’t a time of day."),
        ("-9", "“-9” isn’t a time of day."),
        ("９", "“９” isn’t a time of day."),
        ("9:5", "“9:5” isn’t a time of day."),
        ("9" * 50, f"“{'9' * 23}…” isn’t a time of day."),
    ],
)
def test_invalid_times_are_refused_with_a_message(text: str, message: str) -> None:
    with pytest.raises(DomainError) as refused:
        opening_minute(text)
    assert refused.value.message.startswith(message)


@given(st.integers(0, 1439), st.integers(1, 1440))
def test_times_written_out_are_read_as_the_same_span(opens: int, lasts: int) -> None:
    assert span_typed(clock_words(opens), clock_words(opens + lasts)) == (opens, opens + lasts)


@given(st.text(max_size=12), st.text(max_size=12))
def test_any_text_is_a_valid_span_or_refused(opens: str, closes: str) -> None:
    try:
        span = span_typed(opens, closes)
    except DomainError:
        return
    assert 0 <= span[0] < 1440
    assert span[0] < span[1] <= span[0] + 1440


def test_times_off_the_quarter_hour_are_refused_with_the_nearest_quarters() -> None:
    refuse_off_grid(1305)
    with pytest.raises(DomainError, match=r"Change 12:10 AM to 12:00 AM or 12:15 AM\."):
        refuse_off_grid(1450)
