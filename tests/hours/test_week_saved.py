"""Saving a week: with another tab open, with bookings out of hours, and where other pages show it."""

import pytest
from flask.testing import FlaskClient

from app.availability.actions import Claim, book
from app.bookings.enums import BookingState
from app.bookings.models.bookings import Booking
from app.core.db import session
from app.hours.actions import set_week
from app.venues.enums import VenueStatus
from app.venues.models import Venue
from tests.factories import make_booking, make_member, make_service
from tests.hours.browser import PATH, Editor, agreement, words
from tests.hours.week import now, venue
from tests.project.markup import Page
from tests.support import Jobs, utc

__all__ = ["venue"]


def test_the_later_of_two_tabs_sees_the_saved_hours_and_keeps_its_input(client: FlaskClient, venue: Venue) -> None:
    first, second = Editor(client), Editor(client)
    assert first.type(sunday_opens="9", sunday_closes="5", sunday_closed=None).save().status_code == 303
    second.type(sunday_opens="11", sunday_closes="3", sunday_closed=None)
    page = second.press("add:monday")  # a button that does not save does not ask
    assert page.status_code == 200
    page = second.type(monday_closed="1").save()
    assert page.status_code == 422
    text = words(page)
    assert "Someone (maybe you, in another tab) saved changes" in text
    assert "Saved value: 9:00 AM – 5:00 PM" in text
    assert text.count("Saved value:") == 1
    assert second.day("sunday") == ["11:00 AM – 3:00 PM"]
    assert second.save().status_code == 303
    assert now(venue)[6] == [(660, 900)]


@pytest.fixture
def booked(venue: Venue) -> Booking:
    """A booking of Wren's massage with June, on a Tuesday at 2 PM."""
    service = make_service(venue, members=[make_member(venue)])
    at = utc("2026-05-19 21:00")
    booking = make_booking(service, at, state=BookingState.CONFIRMED)
    book(claims=[Claim(booking.id, booking.option_id, at)])
    session.commit()
    return booking


def test_bookings_outside_the_new_hours_are_listed_before_saving(
    client: FlaskClient, venue: Venue, booked: Booking
) -> None:
    editor = Editor(client).type(tuesday_closed="1", friday_opens="9", friday_closes="5", friday_closed=None)
    page = editor.save()
    assert page.status_code == 409
    text = words(page)
    assert "1 booking is outside these hours" in text
    assert "Wren Abernathy" in text
    assert "Unwinding massage, June" in text
    assert "Tue, May 19, 2:00 – 3:00 PM" in text
    assert f"/calendar/?booking={booked.public_id}#booking" in page.text
    assert now(venue) == {1: [(600, 1200)], 2: [(600, 1200)]}  # it asks, and does not save


def test_going_back_shows_the_form_as_typed(client: FlaskClient, venue: Venue, booked: Booking) -> None:
    editor = Editor(client).type(tuesday_closed="1", friday_opens="9", friday_closes="5", friday_closed=None)
    editor.save()
    page = editor.press("back")
    assert page.status_code == 200
    assert (editor.day("tuesday"), editor.day("friday")) == (["Closed"], ["9:00 AM – 5:00 PM"])
    assert now(venue) == {1: [(600, 1200)], 2: [(600, 1200)]}


def test_keeping_bookings_saves_and_a_note_stays_while_they_are_out_of_hours(
    client: FlaskClient, venue: Venue, booked: Booking
) -> None:
    editor = Editor(client).type(tuesday_closed="1")
    result = editor.save()
    answer = editor.press(agreement(result), name="keep")
    assert answer.status_code == 303
    assert now(venue) == {2: [(600, 1200)]}
    session.refresh(booked)
    assert booked.state is BookingState.CONFIRMED
    page = client.get(PATH)
    assert "1 booking is outside your hours." in words(page)
    ids = Page(page.text).ids
    assert sorted(set(ids)) == sorted(ids)
    listed = words(client.get("/venue/hours/out-of-hours"))
    assert "Wren Abernathy" in listed
    # Saving another change does not ask about it again.
    assert Editor(client).type(friday_opens="9", friday_closes="5", friday_closed=None).save().status_code == 303
    set_week(venue=venue, hours={1: [(600, 1200)]})
    session.commit()
    assert "outside your hours" not in words(client.get(PATH))
    assert "No bookings outside your hours." in words(client.get("/venue/hours/out-of-hours"))


def test_bookings_made_after_the_question_are_asked_about_again(
    client: FlaskClient, venue: Venue, booked: Booking
) -> None:
    editor = Editor(client).type(tuesday_closed="1")
    result = editor.save()
    another = make_booking(
        make_service(venue, members=[make_member(venue)]), utc("2026-05-26 21:00"), state=BookingState.CONFIRMED
    )
    book(claims=[Claim(another.id, another.option_id, another.starts_at)])
    session.commit()
    again = editor.press(agreement(result), name="keep")
    assert again.status_code == 409
    assert "2 bookings are outside these hours" in words(again)
    assert editor.press(agreement(again), name="keep").status_code == 303


def test_saved_hours_appear_on_the_venue_page_and_in_available_times(
    client: FlaskClient, venue: Venue, jobs: Jobs
) -> None:
    service = make_service(venue, members=[make_member(venue)])
    session.commit()
    times = f"/venues/{venue.slug}/{service.slug}?day=2026-05-22"
    assert "9:15 AM" not in words(client.get(times))
    Editor(client).type(friday_opens="9:15 am", friday_closes="12:15 pm", friday_closed=None).save()
    page = words(client.get(times))
    assert "9:15 AM" in page
    assert "11:15 AM" in page
    assert "11:30 AM" not in page  # the massage takes an hour
    assert "9:15 AM – 12:15 PM" in words(client.get(f"/venues/{venue.slug}"))
    assert jobs.waiting() == ["search_index.reindex"]


def test_hours_of_a_draft_venue_are_saved_without_a_reindex(client: FlaskClient, venue: Venue, jobs: Jobs) -> None:
    venue.status = VenueStatus.DRAFT
    session.commit()
    assert Editor(client).type(friday_opens="9", friday_closes="5", friday_closed=None).save().status_code == 303
    assert jobs.waiting() == []
