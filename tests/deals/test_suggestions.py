"""When a venue was emptiest, as hours for a deal."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from app.deals.suggestions import FULL, LEAST_HOURS, MOST, has_history, suggestions

MONDAY = date(2026, 3, 16)
Table = dict[tuple[int, int], int]


def cells(shares: Table, *, weeks: int = 8, opened: int = 120) -> dict[tuple[date, int], tuple[int, int]]:
    """The same in each week: by weekday and hour how many percent were booked."""
    return {
        (MONDAY + timedelta(weeks=week, days=day), hour): (opened, opened * percent // 100)
        for week in range(weeks)
        for (day, hour), percent in shares.items()
    }


def open_week(percent: int = 80) -> Table:
    """Monday to Friday, 9 to 6."""
    return {(day, hour): percent for day in range(5) for hour in range(9, 18)}


def with_gap(days: range, hours: range, percent: int) -> Table:
    return open_week() | {(day, hour): percent for day in days for hour in hours}


def test_hours_next_to_each_other_on_days_next_to_each_other_are_one() -> None:
    (found,) = suggestions(cells(with_gap(range(1, 4), range(13, 16), 12)))
    assert (found.words, found.percent) == ("Tuesday to Thursday, 1 PM to 4 PM", 12)


def test_two_days_and_one_day_are_said_as_such() -> None:
    (two,) = suggestions(cells(with_gap(range(1, 3), range(13, 16), 10)))
    (one,) = suggestions(cells(with_gap(range(4, 5), range(9, 11), 0)))
    assert (two.words, one.words) == ("Tuesday and Wednesday, 1 PM to 4 PM", "Friday, 9 AM to 11 AM")


def test_an_hour_alone_is_not_worth_a_deal() -> None:
    assert suggestions(cells(with_gap(range(5), range(13, 14), 0))) == []


def test_what_was_open_in_too_few_weeks_says_nothing() -> None:
    gap = with_gap(range(1, 4), range(13, 16), 12)
    assert suggestions(cells(gap, weeks=3)) == []
    assert not has_history(cells(gap, weeks=3))
    assert suggestions(cells(gap, weeks=4))


def test_full_hours_are_no_suggestion_even_where_others_are_fuller() -> None:
    assert suggestions(cells(with_gap(range(5), range(13, 16), 50))) == []


def test_a_venue_that_nobody_has_booked_has_no_history() -> None:
    assert not has_history(cells(open_week(0)))
    assert suggestions(cells(open_week(0))) == []
    assert suggestions({}) == []


def test_a_quiet_venue_hears_of_its_emptier_hours_only() -> None:
    table = {(day, hour): 20 for day in range(5) for hour in range(9, 18)}
    table |= {(day, hour): 5 for day in (0, 1) for hour in (9, 10)}
    (found,) = suggestions(cells(table))
    assert found.words == "Monday and Tuesday, 9 AM to 11 AM"


@given(st.dictionaries(st.tuples(st.integers(0, 6), st.integers(0, 23)), st.integers(0, 100), max_size=60))
def test_each_is_open_empty_long_enough_and_none_is_said_twice(table: Table) -> None:
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
