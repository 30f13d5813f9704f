from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from app.core.formats import (
    clock,
    clock_of,
    date_of,
    dates,
    day,
    day_of,
    duration,
    full_date,
    hour_of,
    hours_short,
    hours_span,
    long_day,
    miles,
    moment,
    moment_zone,
    month,
    months,
    short_span,
    span,
    usd,
    usd_short,
    weekday,
)
from app.core.sentences import listed
from app.core.zone_names import zone_words
from app.web import filters
from app.web.translation import in_locale

PORTLAND = ZoneInfo("America/Los_Angeles")
# 1:00 PM in Portland, 4:00 PM in New York.
TUESDAY = datetime(2026, 5, 19, 20, tzinfo=UTC)


@pytest.mark.parametrize(
    ("cents", "long", "short"),
    [
        (7700, "$77.00", "$77"),
        (7750, "$77.50", "$77.50"),
        (5, "$0.05", "$0.05"),
        (0, "$0.00", "$0"),
        (123456700, "$1,234,567.00", "$1,234,567"),
        (-3300, "−$33.00", "−$33"),
    ],
)
def test_amounts_are_written_in_dollars(cents: int, long: str, short: str) -> None:
    assert usd(cents) == long
    assert usd_short(cents) == short


def test_moments_are_written_in_the_given_time_zone() -> None:
    assert clock(TUESDAY, PORTLAND) == "1:00 PM"
    assert day(TUESDAY, PORTLAND) == "Tue, May 19"
    assert moment(TUESDAY, PORTLAND) == "Tue, May 19, 1:00 PM"
    assert moment(TUESDAY, "America/New_York") == "Tue, May 19, 4:00 PM"
    assert moment_zone(TUESDAY, PORTLAND) == "Tue, May 19, 1:00 PM PDT"
    assert moment_zone(TUESDAY, "Pacific/Honolulu") == "Tue, May 19, 10:00 AM HST"


def test_a_day_is_the_day_in_the_given_time_zone() -> None:
    late = datetime(2026, 5, 20, 5, tzinfo=UTC)
    assert day(late, PORTLAND) == "Tue, May 19"
    assert day(late, "America/New_York") == "Wed, May 20"


def test_an_instant_without_a_time_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="without a zone"):
        clock(TUESDAY.replace(tzinfo=None), PORTLAND)


@pytest.mark.parametrize(
    ("minute", "long", "short"),
    [(0, "12:00 AM", "12 AM"), (720, "12:00 PM", "12 PM"), (870, "2:30 PM", "2:30 PM"), (1500, "1:00 AM", "1 AM")],
)
def test_minutes_of_a_day_are_written_as_times(minute: int, long: str, short: str) -> None:
    assert clock_of(minute) == long
    assert hour_of(minute) == short


@pytest.mark.parametrize(
    ("start", "minutes", "written"),
    [(0, 60, "1:00 – 2:00 PM"), (-90, 60, "11:30 AM – 12:30 PM"), (-180, 45, "10:00 – 10:45 AM")],
)
def test_spans_name_am_or_pm_once_if_both_ends_share_it(start: int, minutes: int, written: str) -> None:
    begins = TUESDAY + timedelta(minutes=start)
    assert span(begins, begins + timedelta(minutes=minutes), PORTLAND) == written


@pytest.mark.parametrize(
    ("hours", "written"), [(11, "1:00 PM – 12:00 AM"), (13, "1:00 PM – 2:00 AM"), (23, "1:00 PM – Wed, 12:00 PM")]
)
def test_spans_name_the_day_of_an_end_later_than_the_following_night(hours: int, written: str) -> None:
    assert span(TUESDAY, TUESDAY + timedelta(hours=hours), PORTLAND) == written


def test_business_hours_are_written_as_spans() -> None:
    assert hours_span(600, 1200) == "10:00 AM – 8:00 PM"
    assert hours_span(1320, 1560) == "10:00 PM – 2:00 AM"


def test_days_and_months_are_written_in_words() -> None:
    assert weekday(0) == "Mon"
    assert weekday(date(2026, 5, 14)) == "Thu"
    assert weekday(6, long=True) == "Sunday"
    assert day_of(date(2026, 5, 4)) == "Mon, May 4"
    assert long_day(date(2026, 5, 14)) == "Thursday, May 14"
    assert month(date(2026, 5, 14)) == "May 2026"
    assert months(date(2026, 5, 14), date(2026, 5, 27)) == "May 2026"
    assert months(date(2026, 5, 20), date(2026, 6, 2)) == "May – Jun 2026"
    assert months(date(2026, 12, 20), date(2027, 1, 2)) == "Dec 2026 – Jan 2027"


@pytest.mark.parametrize(
    ("minutes", "written"),
    [(0, "0 hr"), (5, "0.25 hr"), (40, "0.75 hr"), (390, "6.5 hr"), (600, "10 hr"), (995, "16.5 hr")],
)
def test_hours_are_rounded_to_the_quarter(minutes: int, written: str) -> None:
    assert hours_short(minutes) == written


@pytest.mark.parametrize(
    ("minutes", "written"),
    [
        (5, "5 min"),
        (59, "59 min"),
        (60, "1 hr"),
        (75, "1 hr 15 min"),
        (105, "1 hr 45 min"),
        (120, "2 hr"),
        (150, "2 hr 30 min"),
    ],
)
def test_durations_are_written_in_hours_from_an_hour_on(minutes: int, written: str) -> None:
    assert duration(minutes) == written


@pytest.mark.parametrize(
    ("distance", "written"),
    [(0.0, "0.1 mi"), (0.62, "0.6 mi"), (9.94, "9.9 mi"), (9.96, "10 mi"), (12.4, "12 mi"), (1883.4, "1,883 mi")],
)
def test_distances_are_written_in_miles(distance: float, written: str) -> None:
    assert miles(distance) == written


def test_lists_are_joined_with_commas_and_and() -> None:
    assert listed(["June"]) == "June"
    assert listed(["June", "Wren"]) == "June and Wren"
    assert listed(["June", "Wren", "Maren"]) == "June, Wren, and Maren"


def test_dates_are_written_without_weekdays() -> None:
    may = date(2026, 5, 19)
    assert date_of(may) == "May 19"
    assert full_date(may) == "May 19, 2026"
    assert dates(may, date(2026, 5, 21)) == "May 19 – 21"
    assert dates(may, date(2026, 6, 2)) == "May 19 – Jun 2"
    assert short_span(600, 1230) == "10 AM – 8:30 PM"


def test_time_zones_have_everyday_names() -> None:
    assert zone_words(PORTLAND) == "Pacific"
    assert zone_words("Europe/London") == "London time"


def test_other_locales_have_their_own_formats() -> None:
    assert clock(TUESDAY, PORTLAND) == "1:00 PM"
    with in_locale("de_DE"):
        assert moment(TUESDAY, PORTLAND) == "Di., 19. Mai, 13:00"
        assert long_day(date(2026, 5, 14)) == "Donnerstag, 14. Mai"
        assert hour_of(600) == "10:00"
        assert usd_short(-770000) == "−7.700 $"
        assert listed(["A", "B", "C"]) == "A, B und C"
    assert clock(TUESDAY, PORTLAND) == "1:00 PM"


@pytest.mark.parametrize(
    ("opens", "closes", "marks"),
    [
        (600, 1200, [600, 720, 840, 960, 1080, 1200]),
        (480, 1200, [480, 660, 840, 1020, 1200]),
        (960, 1320, [960, 1080, 1200, 1320]),
        (570, 750, [600, 660, 720]),
        (0, 1440, [0, 360, 720, 1080, 1440]),
        (0, 2880, [0, 2880]),
    ],
)
def test_day_lines_have_evenly_spaced_hour_marks(opens: int, closes: int, marks: list[int]) -> None:
    assert filters.hour_marks(opens, closes) == marks


def test_a_day_line_shows_only_the_parts_within_its_hours() -> None:
    parts = filters.line_parts([("quiet", 540, 720), ("open", 660, 1500), ("quiet", 0, 60)], 600, 1200)
    assert parts == [("quiet", "0.00%", "20.00%"), ("open", "10.00%", "90.00%")]


def test_a_day_line_is_described_in_words() -> None:
    words = filters.line_words([("open", 600, 1200), ("quiet", 840, 960)], now=792)
    assert words == "Open 10:00 AM – 8:00 PM. Off-peak 2:00 PM – 4:00 PM. Now 1:12 PM."


@pytest.mark.parametrize(
    ("start", "end", "classes"),
    [
        (480, 540, "r-0 span-12"),
        (600, 615, "r-24 span-3"),
        (420, 540, "r-0 span-12"),  # starts before the calendar
        (600, 600, "r-24 span-1"),
        (601, 618, "r-24 span-4"),
    ],
)
def test_times_become_rows_of_the_calendar_grid(start: int, end: int, classes: str) -> None:
    assert filters.grid_classes(start, end, 480) == classes
