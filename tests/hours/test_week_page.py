"""The weekly hours page: its content, typed and pasted times, buttons without JavaScript, and errors."""

import re
from datetime import date, timedelta

import pytest
from flask.testing import FlaskClient

from app.availability.actions import Claim, book
from app.bookings.enums import BookingState
from app.core.db import session
from app.hours.actions import set_date, set_week
from app.hours.queries import special_dates
from app.venues.models import Venue
from tests.factories import make_booking, make_member, make_service
from tests.hours.browser import PATH, Editor, words
from tests.hours.week import NAMES, TODAY, now, venue
from tests.support import statements, utc

__all__ = ["venue"]


def test_the_page_shows_the_week_sunday_first_and_the_zone_in_words(client: FlaskClient, venue: Venue) -> None:
    editor = Editor(client)
    assert [editor.day(name) for name in NAMES[:4]] == [
        ["Closed"],
        ["Closed"],
        ["10:00 AM – 8:00 PM"],
        ["10:00 AM – 8:00 PM"],
    ]
    text = words(editor.page)
    assert "All times are in the venue’s time zone, Pacific." in text
    assert re.findall(r'id="(\w+)-name"', editor.page.text) == list(NAMES)


def test_typed_times_are_saved(client: FlaskClient, venue: Venue) -> None:
    editor = Editor(client)
    editor.type(sunday_opens="9", sunday_closes="5", sunday_closed=None)
    editor.type(tuesday_opens=["9:30", "14"], tuesday_closes=["1 pm", "21:30"], wednesday_closed="1")
    editor.type(friday_opens="8 pm", friday_closes="2", friday_closed=None)
    editor.type(saturday_opens="12 am", saturday_closes="midnight", saturday_closed=None)
    # Friday's night would run into Saturday, so Saturday begins where it ends.
    editor.type(saturday_opens="2 am", saturday_closes="10 pm")
    answer = editor.save()
    assert (answer.status_code, answer.location) == (303, PATH)
    assert now(venue) == {
        6: [(540, 1020)],
        1: [(570, 780), (840, 1290)],
        4: [(1200, 1560)],
        5: [(120, 1320)],
    }
    assert "Hours saved." in words(client.get(PATH))


def test_whole_days_and_nights_are_explained_in_words(client: FlaskClient, venue: Venue) -> None:
    set_week(venue=venue, hours={2: [(0, 1440)], 3: [(600, 1440)], 4: [(1320, 1560)], 6: [(600, 2040)]})
    session.commit()
    text = words(client.get(PATH))
    for sentence in (
        "Open 24 hours",
        "Closes at midnight",
        "Closes 2:00 AM, Saturday",
        "Open 24 hours, until 10:00 AM, Monday",
    ):
        assert sentence in text
    before = now(venue)
    assert Editor(client).save().status_code == 303
    assert now(venue) == before  # saving the page unchanged changes nothing


def test_the_timeline_of_a_day_shows_hours_from_the_previous_evening(client: FlaskClient, venue: Venue) -> None:
    set_week(venue=venue, hours={4: [(1080, 1560)], 5: [(540, 1080)]})
    session.commit()
    page = client.get(PATH).text
    assert 'aria-label="Open 12:00 AM – 2:00 AM. Open 9:00 AM – 6:00 PM."' in page


@pytest.mark.parametrize(
    ("opens", "closes", "message"),
    [
        ("25:00", "17:00", "“25:00” isn’t a valid time. Enter a time like 9:30 AM or 10:00 PM."),
        ("9", "25:00", "“25:00” isn’t a valid time. Enter a time like 9:30 AM or 10:00 PM."),
        ("24:00", "9", "24:00 is the end of a day. Enter 12:00 AM, or add these hours to the next day."),
        ("soon", "17:00", "“soon” isn’t a time of day. Enter a time like 9:30 AM or 10:00 PM."),
        ("", "17:00", "Enter an opening time, such as 9:00 AM."),
        ("9", "", "Enter a closing time, such as 5:00 PM."),
        ("", "", "Enter an opening time, such as 9:00 AM."),
        ("9:10", "17:00", "Change 9:10 AM to 9:00 AM or 9:15 AM."),
        ("9", "11:59 pm", "Change 11:59 PM to 11:45 PM or 12:00 AM."),
        ("<b>9</b>", "17:00", "“<b>9</b>” isn’t a time of day."),
    ],
)
def test_invalid_times_are_reported_at_their_field_and_no_input_is_lost(
    client: FlaskClient, venue: Venue, opens: str, closes: str, message: str
) -> None:
    editor = Editor(client).type(sunday_opens="9:15", sunday_closes="5", sunday_closed=None)
    page = editor.type(tuesday_opens=opens, tuesday_closes=closes).save()
    assert page.status_code == 422
    assert message in words(page).replace("&lt;", "<")
    assert 'href="#tuesday-0-' in page.text
    assert "<b>9</b>" not in page.text
    assert editor.day("sunday") == ["9:15 AM – 5:00 PM"]
    if opens == "soon":
        assert editor.day("tuesday") == ["soon – 17:00"]
    assert now(venue) == {1: [(600, 1200)], 2: [(600, 1200)]}


def test_an_overlap_is_reported_under_its_ranges_with_what_to_do(client: FlaskClient, venue: Venue) -> None:
    editor = Editor(client).type(tuesday_opens=["10", "4 pm"], tuesday_closes=["4:30 pm", "8 pm"])
    page = editor.save()
    assert page.status_code == 422
    sentence = "These two ranges overlap. End the first by 4:00 PM, or start the second at 4:30 PM or later."
    assert words(page).count(sentence) == 2  # in the summary and under the ranges
    assert 'id="tuesday-1-clash-error"' in page.text
    assert 'aria-describedby="tuesday-1-clash-error"' in page.text


def test_a_night_that_overlaps_the_next_morning_is_refused(client: FlaskClient, venue: Venue) -> None:
    editor = Editor(client).type(tuesday_opens="8 pm", tuesday_closes="11 am")
    page = editor.save()
    assert page.status_code == 422
    assert (
        "Tuesday 8:00 PM – 11:00 AM and Wednesday 10:00 AM – 8:00 PM overlap."
        " End the first by 10:00 AM, or start the second at 11:00 AM or later."
    ) in words(page)


def test_saved_times_off_the_quarter_hour_may_stay(client: FlaskClient, venue: Venue) -> None:
    set_week(venue=venue, hours={1: [(605, 1205)]})
    session.commit()
    assert (
        Editor(client).type(wednesday_opens="9", wednesday_closes="5", wednesday_closed=None).save().status_code == 303
    )
    assert now(venue) == {1: [(605, 1205)], 2: [(540, 1020)]}


def test_adding_and_removing_a_range_keeps_all_other_input(client: FlaskClient, venue: Venue) -> None:
    editor = Editor(client).type(sunday_opens="half typ", sunday_closed=None)
    assert editor.press("add:tuesday").status_code == 200
    assert editor.day("tuesday") == ["10:00 AM – 8:00 PM", " – "]
    editor.type(tuesday_opens=["10", "2 pm"], tuesday_closes=["1 pm", "8"]).press("remove:tuesday:0")
    assert editor.day("tuesday") == ["2:00 PM – 8:00 PM"]
    assert editor.day("sunday") == ["half typ – "]
    editor.press("remove:tuesday:0")
    assert editor.day("tuesday") == ["Closed"]
    assert now(venue) == {1: [(600, 1200)], 2: [(600, 1200)]}


def test_an_empty_range_next_to_a_filled_one_is_ignored(client: FlaskClient, venue: Venue) -> None:
    editor = Editor(client)
    editor.press("add:tuesday")
    assert editor.save().status_code == 303


@pytest.mark.parametrize(
    ("operation", "open_days"),
    [
        ("copy:tuesday", {1, 2, 4, 6}),
        ("weekdays:tuesday", {0, 1, 2, 3, 4}),
        ("all:tuesday", set(range(7))),
        ("preset:tue-sat", {1, 2, 3, 4, 5}),
        ("preset:mon-fri", {0, 1, 2, 3, 4}),
        ("preset:every-day", set(range(7))),
        ("preset:always", set(range(7))),
    ],
)
def test_copy_buttons_and_presets_fill_days_without_saving(
    client: FlaskClient, venue: Venue, operation: str, open_days: set[int]
) -> None:
    editor = Editor(client).type(tuesday_opens=["10", "14"], tuesday_closes=["13", "20"])
    editor.type(tuesday_to=["sunday", "friday"]).press(operation)
    assert now(venue) == {1: [(600, 1200)], 2: [(600, 1200)]}  # nothing is saved yet
    assert editor.save().status_code == 303
    saved = now(venue)
    assert set(saved) == open_days
    if not operation.startswith("preset"):
        assert saved[6 if 6 in saved else 0] == [(600, 780), (840, 1200)]


def test_a_week_that_is_closed_on_all_days_is_saved_only_after_a_question(client: FlaskClient, venue: Venue) -> None:
    editor = Editor(client)
    editor.press("all:sunday")
    asked = editor.save()
    assert asked.status_code == 409
    assert "Your venue is closed on all seven days." in words(asked)
    assert now(venue) == {1: [(600, 1200)], 2: [(600, 1200)]}
    assert editor.save().status_code == 409, "Save is no answer"
    assert editor.press("1", name="closed_week").status_code == 303
    assert now(venue) == {}
    assert "You’re closed every day" in words(client.get(PATH))


NOWHERE = (
    "add:nobody",
    "remove:tuesday:99",
    "remove:tuesday:x",
    "copy:nobody",
    "preset:none",
    "remove:",
    ":",
    "x" * 500,
)


@pytest.mark.parametrize("operation", NOWHERE)
def test_unknown_buttons_change_nothing(client: FlaskClient, venue: Venue, operation: str) -> None:
    assert Editor(client).press(operation).status_code in {200, 303}
    assert now(venue) == {1: [(600, 1200)], 2: [(600, 1200)]}


def test_hundreds_of_ranges_are_refused_with_a_message(client: FlaskClient, venue: Venue) -> None:
    editor = Editor(client).type(tuesday_opens=["9"] * 200, tuesday_closes=["5"] * 200)
    page = editor.save()
    assert page.status_code == 422
    assert "These two ranges overlap. Start the second at 5:00 PM or later." in words(page)


def test_pasted_hours_fill_the_week_and_are_saved_only_with_it(client: FlaskClient, venue: Venue) -> None:
    editor = Editor(client).type(text="Mon-Fri 9am-5pm, Sat 10-2; PH off; Dec 24 off; by appointment")
    page = editor.press("read")
    assert page.status_code == 200
    text = words(page)
    assert "Check these hours." in text
    assert "We couldn’t read: by appointment. Set those hours yourself." in text
    assert "Memorial Day" in text
    assert editor.day("monday") == ["9:00 AM – 5:00 PM"]
    assert editor.day("sunday") == ["Closed"]
    assert now(venue) == {1: [(600, 1200)], 2: [(600, 1200)]}
    kept = [value for value in editor.fields["dates"] if "2026-12-24" in value or "Memorial" in value]
    assert editor.type(dates=kept).save().status_code == 303
    assert now(venue) == {**{day: [(540, 1020)] for day in range(5)}, 5: [(600, 840)]}
    assert [date_range.words for date_range in special_dates(venue, TODAY)] == [
        "Mon, May 25 (Memorial Day)",
        "Thu, Dec 24",
    ]


def test_pasted_text_that_only_closes_days_does_not_change_other_days(client: FlaskClient, venue: Venue) -> None:
    editor = Editor(client).type(text="Closed Tuesdays")
    editor.press("read")
    assert (editor.day("tuesday"), editor.day("wednesday")) == (["Closed"], ["10:00 AM – 8:00 PM"])


def test_pasted_text_without_hours_is_reported_and_changes_nothing(client: FlaskClient, venue: Venue) -> None:
    editor = Editor(client).type(text="<script>alert(1)</script>")
    page = editor.press("read")
    assert "We couldn’t read: <script>alert(1)</script>" in words(page)
    assert "<script>alert" not in page.text
    assert editor.day("tuesday") == ["10:00 AM – 8:00 PM"]
    assert "We found no hours in this text." in words(Editor(client).type(text="").press("read"))


def test_pasted_text_that_is_too_long_is_refused(client: FlaskClient, venue: Venue) -> None:
    page = Editor(client).type(text="x" * 2001).save()
    assert page.status_code == 422
    assert "Shorten the text to 2,000 characters." in words(page)


@pytest.mark.parametrize("number", [1, 3])
def test_the_weekly_hours_page_takes_as_many_statements_however_much_it_shows(
    client: FlaskClient, venue: Venue, number: int
) -> None:
    service = make_service(venue, members=[make_member(venue)])
    for week in range(number):
        at = utc("2026-05-19 21:00") + timedelta(weeks=week)
        booking = make_booking(service, at, state=BookingState.CONFIRMED)
        book(claims=[Claim(booking.id, booking.option_id, at)])
        set_date(venue=venue, on=date(2026, 7, 1) + timedelta(days=2 * week), spans=[(600, 700)])
    session.commit()
    with statements() as sent:
        assert client.get(PATH).status_code == 200
    assert len(sent) == 7
