"""Rows of single dates, joined to date ranges: a day, or a vacation."""

from datetime import date

from app.hours.date_ranges import DateRange, adjacent, date_ranges
from app.hours.models import Opening


def row(day: int, opens: int = 0, closes: int = 0, note: str = "", member_id: int | None = None) -> Opening:
    return Opening(venue_id=1, member_id=member_id, on_date=date(2026, 7, day), opens=opens, closes=closes, note=note)


def july(first: int, last: int, *spans: tuple[int, int], note: str = "") -> DateRange:
    return DateRange(date(2026, 7, first), date(2026, 7, last), spans, note)


def test_consecutive_dates_with_the_same_hours_and_note_form_one_date_range() -> None:
    rows = [row(1), row(2), row(3, note="Break"), row(4, note="Break"), row(6, note="Break")]
    assert date_ranges(rows) == [july(1, 2), july(3, 4, note="Break"), july(6, 6, note="Break")]


def test_date_ranges_keep_all_hours_of_each_date() -> None:
    rows = [row(1, 840, 1200), row(1, 600, 720), row(2, 600, 720), row(2, 840, 1200), row(3, 600, 720)]
    assert date_ranges(rows) == [july(1, 2, (600, 720), (840, 1200)), july(3, 3, (600, 720))]


def test_date_ranges_of_the_venue_and_of_a_team_member_are_separate() -> None:
    rows = [row(1), row(1, 600, 720, member_id=7), Opening(venue_id=1, weekday=2, opens=600, closes=720)]
    assert date_ranges(rows) == [july(1, 1)]
    assert date_ranges(rows, 7) == [july(1, 1, (600, 720))]


def test_date_ranges_and_their_hours_are_written_in_words() -> None:
    assert july(4, 4, note="Independence Day").words == "Sat, Jul 4 (Independence Day)"
    assert july(6, 17).words == "Mon, Jul 6 – Fri, Jul 17"
    assert [july(4, 4, *spans).hours for spans in ([], [(0, 1440)], [(600, 720), (1320, 1560)])] == [
        "Closed",
        "Open 24 hours",
        "10:00 AM – 12:00 PM, 10:00 PM – 2:00 AM",
    ]


def test_touching_date_ranges_are_cut_to_the_given_dates() -> None:
    known = [july(1, 5), july(10, 12), july(20, 20)]
    assert adjacent(known, date(2026, 7, 4), date(2026, 7, 11)) == [july(4, 5), july(10, 11)]
