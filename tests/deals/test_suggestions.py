"""The hours in which a venue was emptiest, as hours for a deal."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from app.deals.suggestions import FULL, LEAST_HOURS, MOST, has_history, suggestions

MONDAY = date(2026, 3, 16)
Table = dict[tuple[int, int], int]


def cells(shares: Table, *, weeks: int = 8, opened: int = 120) -> dict[tuple[date, int], tuple[int, int]]:
    """Return the same cells for each week, from the percentage booked by weekday and hour."""
    return {
        (MONDAY + timedelta(weeks=week, days=day), hour): (opened, opened * percent // 100)
        for week in range(weeks)
        for (day, hour), percent in shares.items()
    }


def open_week(percent: int = 80) -> Table:
    """Return Monday to Friday, 9 AM to 6 PM."""
    return {(day, hour): percent for day in range(5) for hour in range(9, 18)}


def with_gap(days: range, hours: range, percent: int) -> Table:
    return open_week() | {(day, hour): percent for day in days for hour in hours}


def test_adjacent_hours_on_adjacent_days_form_one_suggestion() -> None:
    (found,) = suggestions(cells(with_gap(range(1, 4), range(13, 16), 12)))
    assert (found.words, found.percent) == ("Tuesday to Thursday, 1 PM to 4 PM", 12)


def test_suggestions_for_one_or_two_days_name_each_day() -> None:
    (two,) = suggestions(cells(with_gap(range(1, 3), range(13, 16), 10)))
    (one,) = suggestions(cells(with_gap(range(4, 5), range(9, 11), 0)))
    assert (two.words, one.words) == ("Tuesday and Wednesday, 1 PM to 4 PM", "Friday, 9 AM to 11 AM")


def test_a_single_hour_is_not_suggested() -> None:
    assert suggestions(cells(with_gap(range(5), range(13, 14), 0))) == []


def test_hours_open_in_too_few_weeks_are_ignored() -> None:
    gap = with_gap(range(1, 4), range(13, 16), 12)
    assert suggestions(cells(gap, weeks=3)) == []
    assert not has_history(cells(gap, weeks=3))
    assert suggestions(cells(gap, weeks=4))


def test_busy_hours_are_not_suggested_even_if_others_are_busier() -> None:
    assert suggestions(cells(with_gap(range(5), range(13, 16), 50))) == []


def test_a_venue_without_bookings_has_no_history() -> None:
    assert not has_history(cells(open_week(0)))
    assert suggestions(cells(open_week(0))) == []
    assert suggestions({}) == []


def test_a_quiet_venue_gets_suggestions_only_for_its_emptier_hours() -> None:
    table = {(day, hour): 20 for day in range(5) for hour in range(9, 18)}
    table |= {(day, hour): 5 for day in (0, 1) for hour in (9, 10)}
    (found,) = suggestions(cells(table))
    assert found.words == "Monday and Tuesday, 9 AM to 11 AM"


@given(st.dictionaries(st.tuples(st.integers(0, 6), st.integers(0, 23)), st.integers(0, 100), max_size=60))
def test_suggestions_are_open_empty_long_enough_and_do_not_overlap(table: Table) -> None:
    found = suggestions(cells(table))
    seen: set[tuple[int, int]] = set()
    assert len(found) <= MOST
    for one in found:
        hours = {(day, hour) for day in one.weekdays for hour in range(one.begins, one.ends)}
        assert one.ends - one.begins >= LEAST_HOURS
        assert hours <= set(table)
        assert all(table[hour] < 100 * FULL for hour in hours)
        assert not hours & seen
        seen |= hours
