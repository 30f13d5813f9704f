"""A team member's hours, time off, and special hours, and the bookings that fall outside of them."""

import re
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from app.availability.queries import load_schedules
from app.bookings.enums import BookingState
from app.catalog.models import Service
from app.catalog.queries import active_options
from app.core.db import session
from app.hours.queries import week_of
from app.team.models import TeamMember, TimeOff
from app.venues.models import Venue
from tests.pages import flashed
from tests.support import utc
from tests.team.people import AT, booked, june, massage, seen, venue, words

__all__ = ["june", "massage", "venue"]

WEEK = {"monday-opens": "10:00 AM", "monday-closes": "2:00 PM", "operation": "save"}


def test_member_follows_the_venues_hours_until_they_have_their_own(
    client: FlaskClient, venue: Venue, june: TeamMember
) -> None:
    session.commit()
    page = client.get("/venue/team/june/hours")
    assert "June follows your business hours" in words(page.text)
    assert 'name="monday' not in page.text
    editor = client.get("/venue/team/june/hours?own=1").text
    closed = {f"{day}-closed": "1" for day in ("sunday", "tuesday", "wednesday", "thursday", "friday", "saturday")}
    response = client.post("/venue/team/june/hours", data={**WEEK, **closed, "seen": seen(editor)})
    assert response.status_code == 303, words(response.text)
    assert "June’s hours saved: Mon 10 AM – 2 PM" in flashed(client, "/venue/team/june/hours")
    assert week_of(venue, june) == {0: [(600, 840)]}
    assert week_of(venue)[0] == [(600, 1200)]
    client.post("/venue/team/june/hours", data={"operation": "follow"})
    assert week_of(venue, june) == {}


def test_week_without_any_hours_is_not_saved_for_a_member(client: FlaskClient, venue: Venue, june: TeamMember) -> None:
    session.commit()
    editor = client.get("/venue/team/june/hours?own=1").text
    days = ("sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday")
    sent = {**{f"{day}-closed": "1" for day in days}, "operation": "save", "seen": seen(editor)}
    response = client.post("/venue/team/june/hours", data=sent)
    assert response.status_code == 422
    assert "You marked every day closed" in response.text


def test_hours_that_leave_a_booking_outside_require_confirmation(
    client: FlaskClient, venue: Venue, june: TeamMember, massage: Service
) -> None:
    booking = booked(massage, june)
    editor = client.get("/venue/team/june/hours?own=1").text
    closed = {f"{day}-closed": "1" for day in ("sunday", "tuesday", "wednesday", "thursday", "friday", "saturday")}
    sent = {**WEEK, **closed, "seen": seen(editor)}
    first_answer = client.post("/venue/team/june/hours", data=sent)
    assert first_answer.status_code == 409
    assert "1 booking is at that time." in words(first_answer.text)
    assert "Wren Abernathy" in first_answer.text
    assert week_of(venue, june) == {}
    keep = re.search(r'name="keep" value="([^"]+)"', first_answer.text)
    assert keep is not None
    assert client.post("/venue/team/june/hours", data={**sent, "keep": keep[1]}).status_code == 303
    assert week_of(venue, june) == {0: [(600, 840)]}
    session.refresh(booking)
    assert booking.state is BookingState.CONFIRMED


@pytest.mark.parametrize(
    ("kind", "given", "expected"),
    [
        ("days", {"first": "2026-05-22"}, "Fri, May 22"),
        ("days", {"first": "2026-05-22", "last": "2026-05-24", "note": "Vermont"}, "Fri, May 22 – Sun, May 24"),
        ("hours", {"first": "2026-05-22", "begins": "12:00", "ends": "13:00"}, "Fri, May 22, 12:00 – 1:00 PM"),
        (
            "hours",
            {"first": "2026-05-22", "begins": "22:00", "ends": "02:00"},
            "Fri, May 22, 10:00 PM – Sat, May 23, 2:00 AM",
        ),
        (
            "weekly",
            {"weekday": "1", "begins": "12:00", "ends": "13:00", "first": "2026-05-14"},
            "Every Tuesday, 12:00 PM – 1:00 PM",
        ),
        ("weekly", {"weekday": "1", "first": "2026-05-14", "last": "2026-08-30"}, "Every Tuesday, through Sun, Aug 30"),
    ],
)
def test_time_off_of_each_kind_is_saved_described_and_removed(
    client: FlaskClient, june: TeamMember, kind: str, given: dict[str, str], expected: str
) -> None:
    session.commit()
    response = client.post(f"/venue/team/june/time-off?kind={kind}", data=given, follow_redirects=True)
    assert expected in words(response.text)
    off = session.scalars(select(TimeOff)).one()
    assert off.note == given.get("note", "")
    client.post(f"/venue/team/june/time-off/{off.key}/remove")
    assert session.scalars(select(TimeOff)).all() == []


@pytest.mark.parametrize(
    ("kind", "given", "message"),
    [
        ("days", {}, "Choose the first day."),
        ("days", {"first": "tomorrow"}, "Choose a date, or enter a date like 05/19/2026."),
        ("days", {"first": "2026-05-22", "last": "2026-05-21"}, "The last day must be on or after the first day."),
        ("days", {"first": "9999-12-31"}, "Choose a date within 3 years."),
        (
            "hours",
            {"first": "2026-05-22", "begins": "25:00", "ends": "13:00"},
            "Choose a time, or enter a time like 2:30 PM.",
        ),
        (
            "weekly",
            {"weekday": "1", "first": "2026-05-14", "begins": "12:00"},
            "Enter both times, or leave both blank for all day.",
        ),
        (
            "weekly",
            {"weekday": "1", "first": "2026-05-14", "begins": "13:00", "ends": "12:00"},
            "Weekly time off must end after it starts, on the same day.",
        ),
        ("weekly", {"weekday": "9", "first": "2026-05-14"}, "Not a valid choice"),
        ("days", {"first": "2026-05-22", "note": "n" * 81}, "Shorten the note to 80 characters."),
    ],
)
def test_invalid_time_off_is_refused_with_a_message(
    client: FlaskClient, june: TeamMember, kind: str, given: dict[str, str], message: str
) -> None:
    session.commit()
    response = client.post(f"/venue/team/june/time-off?kind={kind}", data=given)
    assert response.status_code == 422
    assert message in response.text
    assert session.scalars(select(TimeOff)).all() == []


def test_time_off_over_a_booking_lists_it_and_requires_confirmation(
    client: FlaskClient, venue: Venue, june: TeamMember, massage: Service
) -> None:
    booked(massage, june)
    given = {"first": "2026-05-15"}
    first_answer = client.post("/venue/team/june/time-off?kind=days", data=given)
    assert first_answer.status_code == 409
    assert "Fri, May 15, 11:00 AM, Unwinding massage, Wren Abernathy" in words(first_answer.text)
    assert session.scalars(select(TimeOff)).all() == []
    keep = re.search(r'name="keep" value="([^"]+)"', first_answer.text)
    assert keep is not None
    assert client.post("/venue/team/june/time-off?kind=days", data={**given, "keep": keep[1]}).status_code == 303
    assert len(session.scalars(select(TimeOff)).all()) == 1


def test_booking_made_before_confirmation_requires_a_new_confirmation(
    client: FlaskClient, venue: Venue, june: TeamMember, massage: Service
) -> None:
    booked(massage, june)
    first_answer = client.post("/venue/team/june/time-off?kind=days", data={"first": "2026-05-15"})
    keep = re.search(r'name="keep" value="([^"]+)"', first_answer.text)
    assert keep is not None
    booked(massage, june, AT + timedelta(hours=2))
    again = client.post("/venue/team/june/time-off?kind=days", data={"first": "2026-05-15", "keep": keep[1]})
    assert again.status_code == 409
    assert "2 bookings are at that time." in words(again.text)


def test_special_hours_of_a_member_apply_only_to_that_member(
    client: FlaskClient, venue: Venue, june: TeamMember, massage: Service
) -> None:
    session.commit()
    page = client.get("/venue/team/june/hours/dates").text
    given = {
        "first": "2026-05-15",
        "hours-opens": "4:00 PM",
        "hours-closes": "6:00 PM",
        "note": "School",
        "operation": "save",
    }
    response = client.post("/venue/team/june/hours/dates", data={**given, "seen": seen(page)})
    assert response.status_code == 303, words(response.text)
    listed = words(client.get("/venue/team/june/hours").text)
    assert "Fri, May 15 4:00 PM – 6:00 PM School" in listed
    plan = load_schedules(active_options([massage.first_option.id]), (AT, AT + timedelta(hours=9)))[
        massage.first_option.id
    ]
    assert [start.at for start in plan.starts()][:2] == [utc("2026-05-15 23:00"), utc("2026-05-15 23:15")]
    removed = client.post("/venue/team/june/hours/dates/2026-05-15/remove", follow_redirects=True)
    assert "June’s regular hours apply again." in removed.text
    assert "4:00 PM" not in client.get("/venue/team/june/hours").text


def test_special_hours_over_a_booking_require_confirmation(
    client: FlaskClient, june: TeamMember, massage: Service
) -> None:
    booked(massage, june)
    page = client.get("/venue/team/june/hours/dates").text
    given = {"first": "2026-05-15", "hours-closed": "1", "operation": "save", "seen": seen(page)}
    first_answer = client.post("/venue/team/june/hours/dates", data=given)
    assert first_answer.status_code == 409, words(first_answer.text)
    keep = re.search(r'name="keep" value="([^"]+)"', first_answer.text)
    assert keep is not None
    assert client.post("/venue/team/june/hours/dates", data={**given, "keep": keep[1]}).status_code == 303
