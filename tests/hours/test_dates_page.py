"""Special dates: adding, editing and removing, each with Undo; federal holidays; bookings out of hours."""

import re
from datetime import date, timedelta

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.accounts.models import User
from app.availability.actions import Claim, book
from app.bookings.enums import BookingState
from app.bookings.models.bookings import Booking
from app.core.db import session
from app.core.errors import DomainError
from app.hours.actions import set_dates, set_week
from app.hours.date_ranges import DateRange, pack, unpack
from app.hours.queries import special_dates, week_of
from app.venues.models import Venue
from tests.factories import make_booking, make_member, make_service, make_venue
from tests.hours.browser import PATH, Editor, agreement, words
from tests.support import sign_in, statements, utc

TODAY = date(2026, 5, 14)
NEW = "/venue/hours/dates/new"
JULY_4 = DateRange(date(2026, 7, 4), date(2026, 7, 4), (), "Independence Day")
VACATION = DateRange(date(2026, 8, 3), date(2026, 8, 14), (), "Vacation")


@pytest.fixture
def venue(client: FlaskClient) -> Venue:
    found = make_venue()
    sign_in(client, session.get_one(User, found.owner_id))
    return found


def stand(venue: Venue, *date_ranges: DateRange) -> None:
    for date_range in date_ranges:
        set_dates(venue=venue, date_range=date_range)
    session.commit()


def now(venue: Venue) -> list[DateRange]:
    session.expire_all()
    return special_dates(venue, TODAY)


def undo(client: FlaskClient) -> TestResponse:
    """Press Undo in the message on the next page."""
    found = re.search(r'action="(/venue/hours/dates/undo[^"]*)"', client.get(PATH).text)
    assert found is not None, "nothing offers to undo it"
    return client.post(found[1].replace("&amp;", "&"))


def test_a_closed_special_date_is_saved_and_listed(client: FlaskClient, venue: Venue) -> None:
    editor = Editor(client, NEW).type(first="2026-07-04", note="Independence Day")
    answer = editor.save()
    assert (answer.status_code, answer.location) == (303, "/venue/hours/#special-dates")
    assert now(venue) == [JULY_4]
    text = words(client.get(PATH))
    assert "Special hours saved for Sat, Jul 4 (Independence Day): Closed." in text
    assert "Sat, Jul 4 Closed Independence Day" in text


def test_a_vacation_is_listed_as_one_date_range(client: FlaskClient, venue: Venue) -> None:
    assert Editor(client, NEW).type(first="2026-08-03", last="2026-08-14", note="Vacation").save().status_code == 303
    assert now(venue) == [VACATION]
    assert "Mon, Aug 3 – Fri, Aug 14" in words(client.get(PATH))


def test_a_special_date_can_have_several_ranges_of_hours(client: FlaskClient, venue: Venue) -> None:
    editor = Editor(client, NEW).type(first="2026-12-24", hours_closed=None, hours_opens="9", hours_closes="1")
    assert editor.press("add:hours").status_code == 200
    editor.type(hours_opens=["9", "10 pm"], hours_closes=["1", "2"])
    assert editor.save().status_code == 303
    (found,) = now(venue)
    assert found.spans == ((540, 780), (1320, 1560))


def test_editing_a_special_date_can_be_undone(client: FlaskClient, venue: Venue) -> None:
    stand(venue, JULY_4)
    editor = Editor(client, "/venue/hours/dates/2026-07-04")
    assert (editor.fields["first"], editor.fields["note"]) == (["2026-07-04"], ["Independence Day"])
    editor.type(first="2026-07-03", hours_closed=None, hours_opens="9", hours_closes="12")
    assert editor.save().status_code == 303
    moved = DateRange(date(2026, 7, 3), date(2026, 7, 3), ((540, 720),), "Independence Day")
    assert now(venue) == [moved]
    assert undo(client).status_code == 303
    assert now(venue) == [JULY_4]


def test_removing_a_special_date_can_be_undone(client: FlaskClient, venue: Venue) -> None:
    long_evening = DateRange(date(2026, 9, 4), date(2026, 9, 4), ((600, 720), (1020, 1560)), "Evening of lights: ~_-,;")
    stand(venue, VACATION, long_evening)
    assert client.post("/venue/hours/dates/2026-08-03/remove").status_code == 303
    assert now(venue) == [long_evening]
    assert undo(client).status_code == 303
    assert client.post("/venue/hours/dates/2026-09-04/remove").status_code == 303
    assert now(venue) == [VACATION]
    undo(client)
    assert now(venue) == [VACATION, long_evening]


def test_conflicting_special_dates_are_replaced_only_by_the_replace_button(client: FlaskClient, venue: Venue) -> None:
    stand(venue, JULY_4)
    editor = Editor(client, NEW).type(first="2026-07-01", last="2026-07-10", note="Renovation")
    page = editor.save()
    assert page.status_code == 422
    assert (
        "This date already has special hours: Sat, Jul 4 (Independence Day). Replace them, or choose other dates."
        in words(page)
    )
    assert now(venue) == [JULY_4]
    assert editor.press("1", name="replace").status_code == 303
    assert [date_range.note for date_range in now(venue)] == ["Renovation"]
    undo(client)
    assert now(venue) == [JULY_4]


@pytest.mark.parametrize(
    ("first", "last", "message"),
    [
        ("", "", "Choose a date."),
        ("2026-02-30", "", "Choose a date on the calendar, such as 07/04/2027."),
        ("tomorrow", "", "Choose a date on the calendar, such as 07/04/2027."),
        ("2026-05-13", "", "Choose a date from Thursday, May 14, 2026 to Saturday, May 13, 2028."),
        ("2031-01-01", "", "Choose a date from Thursday, May 14, 2026"),
        ("2026-07-04", "2026-07-03", "This is before the first day. Choose Saturday, July 4 or later"),
        ("2026-07-04", "2027-07-05", "Special hours can cover up to a year. Choose an earlier last day."),
        ("2026-07-04", "9999-12-31", "Special hours can cover up to a year."),
    ],
)
def test_invalid_special_dates_are_refused_with_a_message(
    client: FlaskClient, venue: Venue, first: str, last: str, message: str
) -> None:
    editor = Editor(client, NEW).type(first=first, last=last, note="A note that stays")
    page = editor.save()
    assert page.status_code == 422
    assert message in words(page)
    assert editor.fields["note"] == ["A note that stays"]
    assert now(venue) == []


def test_a_special_date_range_can_last_a_year(client: FlaskClient, venue: Venue) -> None:
    assert Editor(client, NEW).type(first="2026-07-04", last="2027-07-04").save().status_code == 303
    assert now(venue)[0].days == 366


def test_all_errors_in_a_special_date_are_shown_at_once(client: FlaskClient, venue: Venue) -> None:
    editor = Editor(client, NEW).type(first="2026-07-04", hours_closed=None, note="x" * 81)
    page = editor.type(hours_opens=["9", "10", "25:00"], hours_closes=["1", "2", "5"]).save()
    text = words(page)
    assert page.status_code == 422
    assert "These two ranges overlap. End the first by 10:00 AM, or start the second at 1:00 PM or later." in text
    assert "“25:00” isn’t a valid time." in text
    assert "Shorten the reason to 80 characters." in text
    assert editor.fields["note"] == ["x" * 81]


def test_a_second_tab_sees_what_the_first_saved_for_a_special_date(client: FlaskClient, venue: Venue) -> None:
    stand(venue, JULY_4)
    first, second = (Editor(client, "/venue/hours/dates/2026-07-04") for _ in range(2))
    first.type(hours_closed=None, hours_opens="9", hours_closes="1").save()
    page = second.type(note="Fourth of July").save()
    assert page.status_code == 422
    text = words(page)
    assert "Saved value: 9:00 AM – 1:00 PM" in text
    assert "Saved value: Independence Day" in text
    assert second.save().status_code == 303
    assert now(venue)[0].note == "Fourth of July"


def test_past_special_dates_are_hidden_and_current_ones_start_today(client: FlaskClient, venue: Venue) -> None:
    over = DateRange(date(2026, 5, 1), date(2026, 5, 13), (), "Over")
    under_way = DateRange(date(2026, 5, 10), date(2026, 5, 16), ((600, 720),), "Short days")
    stand(venue, over, under_way)
    text = words(client.get(PATH))
    assert "Over" not in text
    assert "Thu, May 14 – Sat, May 16" in text
    assert client.get("/venue/hours/dates/2026-05-01").status_code == 404
    assert client.post("/venue/hours/dates/2026-05-14/remove").status_code == 303
    assert special_dates(venue, date(2026, 5, 10)) == [
        DateRange(date(2026, 5, 10), date(2026, 5, 13), ((600, 720),), "Short days")
    ]


@pytest.mark.parametrize("day", ["2026-07-05", "2026-13-40", "yesterday", "0", "%2e%2e"])
def test_a_date_without_special_hours_has_no_page(client: FlaskClient, venue: Venue, day: str) -> None:
    stand(venue, JULY_4)
    assert client.get(f"/venue/hours/dates/{day}").status_code == 404
    assert client.post(f"/venue/hours/dates/{day}/remove").status_code == 404


def test_special_dates_of_other_venues_are_not_found(client: FlaskClient, venue: Venue) -> None:
    stand(make_venue(), JULY_4)
    assert client.get("/venue/hours/dates/2026-07-04").status_code == 404


# Holidays


def test_an_added_federal_holiday_is_no_longer_offered(client: FlaskClient, venue: Venue) -> None:
    page = client.get(PATH)
    assert words(page).count(" Close on ") == 13  # eleven holidays, the button for all of them, and its explanation
    assert "Mon, May 25 Memorial Day" in words(page)
    assert client.post("/venue/hours/holidays", data={"on": "2026-05-25"}).status_code == 303
    assert [date_range.words for date_range in now(venue)] == ["Mon, May 25 (Memorial Day)"]
    after = words(client.get(PATH))
    assert "You’re closed on Mon, May 25 (Memorial Day)." in after
    assert "Close on Mon, May 25" not in after


def test_adding_all_holidays_and_undoing_it_keep_existing_special_dates(client: FlaskClient, venue: Venue) -> None:
    short = DateRange(date(2026, 7, 4), date(2026, 7, 4), ((600, 840),), "Open for the parade")
    stand(venue, short)
    client.post("/venue/hours/holidays", data={"on": "all"})
    assert len(now(venue)) == 11
    assert short in now(venue)
    assert undo(client).status_code == 303
    assert now(venue) == [short]


@pytest.mark.parametrize("on", ["2026-05-26", "nonsense", "", "2026-05-25'"])
def test_dates_that_are_not_holidays_are_not_added(client: FlaskClient, venue: Venue, on: str) -> None:
    assert client.post("/venue/hours/holidays", data={"on": on}).status_code == 303
    assert now(venue) == []


# Undo URLs edited by hand


@pytest.mark.parametrize("text", ["", "x", "2026-07-04", "2026-07-04~2026-07-04", "2026-02-30~2026-07-04~~", "~~~"])
def test_malformed_undo_urls_are_not_found(client: FlaskClient, venue: Venue, text: str) -> None:
    stand(venue, JULY_4)
    assert client.post("/venue/hours/dates/undo", query_string={"clear": text}).status_code == 404
    assert now(venue) == [JULY_4]


IMPOSSIBLE = ("2026-07-04~2026-07-04~600-500~", "2026-07-04~2036-07-04~~", "2026-07-04~2026-07-04~0-9999~")


@pytest.mark.parametrize("back", IMPOSSIBLE)
def test_undo_refuses_special_hours_that_could_not_be_saved(client: FlaskClient, venue: Venue, back: str) -> None:
    assert client.post("/venue/hours/dates/undo", query_string={"back": back}).status_code == 422
    assert now(venue) == []


@pytest.mark.parametrize(
    "date_range", [JULY_4, VACATION, DateRange(TODAY, TODAY, ((0, 600), (660, 1560)), "a~b_c-d ’")]
)
def test_a_packed_date_range_is_unpacked_unchanged(date_range: DateRange) -> None:
    assert unpack(pack(date_range)) == date_range


def test_unpacking_refuses_malformed_text() -> None:
    with pytest.raises(DomainError):
        unpack("2026-07-04~2026-07-04~600-~")


# Bookings out of hours


@pytest.fixture
def booked(venue: Venue) -> Booking:
    """A booking of Wren's massage with June on July 4, at 2 PM."""
    service = make_service(venue, members=[make_member(venue)])
    at = utc("2026-07-04 21:00")
    booking = make_booking(service, at, state=BookingState.CONFIRMED)
    book(claims=[Claim(booking.id, booking.option_id, at)])
    session.commit()
    return booking


def test_a_special_date_that_leaves_bookings_out_of_hours_asks_first(
    client: FlaskClient, venue: Venue, booked: Booking
) -> None:
    editor = Editor(client, NEW).type(first="2026-07-01", last="2026-07-10", note="Vacation")
    page = editor.save()
    assert page.status_code == 409
    assert "Wren Abernathy" in words(page)
    assert now(venue) == []
    assert editor.press("back").status_code == 200
    assert editor.fields["last"] == ["2026-07-10"]
    page = editor.save()
    assert editor.press(agreement(page), name="keep").status_code == 303
    assert now(venue)[0].days == 10
    assert "1 booking is outside your hours." in words(client.get(PATH))


def test_confirming_to_keep_bookings_still_replaces_special_dates(
    client: FlaskClient, venue: Venue, booked: Booking
) -> None:
    stand(venue, DateRange(date(2026, 7, 4), date(2026, 7, 4), ((600, 1200),), "Parade"))
    editor = Editor(client, NEW).type(first="2026-07-04", note="Closed after all")
    editor.save()
    page = editor.press("1", name="replace")
    assert page.status_code == 409
    assert editor.press(agreement(page), name="keep").status_code == 303
    assert [date_range.note for date_range in now(venue)] == ["Closed after all"]


@pytest.mark.parametrize("path", ["/venue/hours/holidays", "/venue/hours/dates/2026-07-04/remove"])
def test_adding_a_holiday_or_removing_a_date_also_asks_about_bookings(
    client: FlaskClient, venue: Venue, booked: Booking, path: str
) -> None:
    if "remove" in path:
        stand(venue, DateRange(date(2026, 7, 4), date(2026, 7, 4), ((600, 1200),)))
        set_week(venue=venue, hours={day: [(600, 1200)] for day in range(5)})  # closed on Saturdays
        session.commit()
    before = now(venue)
    page = client.post(path, data={"on": "2026-07-04"})
    assert page.status_code == 409
    assert "Go back without saving" in words(page)
    assert now(venue) == before
    assert client.post(path, data={"on": "2026-07-04", "keep": agreement(page)}).status_code == 303
    assert now(venue) != before


# Pages for guests


def test_special_hours_decide_which_times_are_available(client: FlaskClient, venue: Venue) -> None:
    service = make_service(venue, members=[make_member(venue)])
    session.commit()
    times = f"/venues/{venue.slug}/{service.slug}?day=2026-05-25"
    assert "10:00 AM" in words(client.get(times))
    Editor(client, NEW).type(first="2026-05-25", hours_closed=None, hours_opens="1 pm", hours_closes="3 pm").save()
    text = words(client.get(times))
    assert "10:00 AM" not in text
    assert "1:00 PM" in text
    assert "1:00 PM – 3:00 PM" in words(client.get(f"/venues/{venue.slug}"))


@pytest.mark.parametrize("days", [1, 3, 300])
def test_saving_a_vacation_takes_as_many_statements_however_long_it_is(
    client: FlaskClient, venue: Venue, days: int
) -> None:
    last = JULY_4.first + timedelta(days=days - 1)
    editor = Editor(client, NEW).type(first="2026-07-04", last=last.isoformat())
    with statements() as sent:
        assert editor.save().status_code == 303
    assert now(venue)[0].days == days
    assert len(sent) == 15
    assert week_of(venue)[0] == [(600, 1200)]


@pytest.mark.parametrize("note", ["<b>Bold</b>", "عطلة", "\u202e gone", "🎉" * 40, "  two   spaces  "])
def test_a_special_date_note_may_be_in_any_script(client: FlaskClient, venue: Venue, note: str) -> None:
    assert Editor(client, NEW).type(first="2026-07-04", note=note).save().status_code == 303
    page = client.get(PATH)
    assert page.status_code == 200
    assert now(venue)[0].note == " ".join(note.split())
    assert "<b>Bold" not in page.text
