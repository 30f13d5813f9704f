"""Calendar files: their events, what changes when a booking is canceled, and how they are served."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from icalendar import Calendar

from app.accounts.models import User
from app.booking_emails import calendar_file
from app.booking_emails.calendar_file import CalendarFile
from app.bookings.enums import BookingState, OrderState
from app.bookings.models.bookings import Booking
from app.bookings.models.orders import Order
from app.bookings.queries.bookings import load_booking
from app.bookings.queries.orders import load_order
from app.core.db import session
from tests.factories import make_service, make_user, make_venue
from tests.paid_day import MASSAGE, ORDER, SAUNA, TUESDAY, booked, booking_called, make_day
from tests.support import NOW, sign_in, utc


def events(content: bytes) -> list[dict[str, Any]]:
    """Return each event's properties as a calendar reads them."""
    return [dict(event.items()) for event in Calendar.from_ical(content).walk("VEVENT")]


def booking_file(booking: Booking) -> CalendarFile:
    session.expire_all()
    return calendar_file.for_guest([visit(booking)], name="visit")


def visit(booking: Booking) -> Booking:
    return load_booking(booking.id)


@pytest.fixture
def order(client: FlaskClient) -> Order:
    return make_day()


def test_order_is_one_file_with_an_event_for_each_booking(order: Order) -> None:
    file = calendar_file.for_guest(load_order(order.id).bookings, name=order.public_id)
    assert (file.name, file.method) == (f"{ORDER}.ics", "PUBLISH")
    found = events(file.content)
    assert [event["SUMMARY"] for event in found] == [
        "Unwinding massage at Hazel Bodywork",
        "Scalp and neck at Hazel Bodywork",
        "Sauna circuit at Alder & Salt",
    ]


def test_event_has_the_time_location_directions_and_policy(order: Order) -> None:
    (event,) = events(booking_file(booking_called(MASSAGE)).content)
    assert event["UID"] == f"{MASSAGE}@localhost"
    assert (event["SEQUENCE"], event["STATUS"]) == (0, "CONFIRMED")
    assert (event["DTSTART"].dt, event["DTEND"].dt) == (TUESDAY, TUESDAY + timedelta(hours=1))
    assert event["DTSTAMP"].dt == NOW
    assert event["LOCATION"] == "Hazel Bodywork, 3128 SE Division St, Portland, OR 97202"
    assert (event["GEO"].latitude, event["GEO"].longitude) == (45.5047, -122.6321)
    assert event["ORGANIZER"] == "mailto:hello@cozywish.example"
    assert event["URL"] == f"http://localhost/bookings/{MASSAGE}"
    assert event["DESCRIPTION"].splitlines() == [
        "Tue, May 19, 1:00 – 2:00 PM PDT with June Castellano",
        "Arrive 10 minutes early for a short form.",
        "The blue door beside the bakery.",
        "Questions? Call (503) 555-0142.",
        "Free cancellation until Mon, May 18, 1:00 PM PDT. After that, no refund.",
        f"http://localhost/bookings/{MASSAGE}",
    ]


def test_file_for_the_venue_names_the_guest_but_omits_their_note(order: Order) -> None:
    file = calendar_file.for_venue([visit(booking_called(SAUNA))], name="visit")
    (event,) = events(file.content)
    assert event["UID"] == f"{SAUNA}@localhost"
    assert event["SUMMARY"] == "Sauna circuit, 1 hr 30 min, 2 guests: Wren Abernathy"
    assert "Wren Abernathy, (503) 555-0187, wren@example.com" in event["DESCRIPTION"]
    massage = calendar_file.for_venue([visit(booking_called(MASSAGE))], name="visit")
    assert b"shoulder" not in massage.content


def test_canceled_booking_removes_its_event_by_uid_and_higher_sequence(order: Order) -> None:
    before = booking_called(MASSAGE)
    (standing,) = events(booking_file(before).content)
    before.state, before.sequence = BookingState.CANCELED, 1
    session.commit()
    file = booking_file(before)
    (event,) = events(file.content)
    assert file.method == "CANCEL"
    assert file.parameters == {"charset": "utf-8", "method": "CANCEL"}
    assert (event["STATUS"], event["SEQUENCE"]) == ("CANCELLED", 1)
    assert event["UID"] == standing["UID"]


def test_partly_canceled_order_publishes_a_file_that_marks_canceled_events(order: Order) -> None:
    booking_called(SAUNA).state = BookingState.CANCELED
    session.commit()
    session.expire_all()
    file = calendar_file.for_guest(load_order(order.id).bookings, name="day")
    assert file.method == "PUBLISH"
    assert [event["STATUS"] for event in events(file.content)] == ["CONFIRMED", "CONFIRMED", "CANCELLED"]


def test_lines_end_and_fold_as_the_standard_requires(order: Order) -> None:
    lines = booking_file(booking_called(MASSAGE)).content.split(b"\r\n")
    assert b"\n" not in b"".join(lines)
    assert max(map(len, lines)) <= 75
    assert lines[:2] == [b"BEGIN:VCALENDAR", b"VERSION:2.0"]


def test_typed_text_cannot_break_out_of_its_value(client: FlaskClient) -> None:
    name = "A; B, C\\D\nEND:VEVENT"
    booking = booked(make_service(make_venue(name=name), capacity=1, title="Café – “x”"), TUESDAY)
    (event,) = events(booking_file(booking).content)
    assert event["SUMMARY"] == f"Café – “x” at {name}"


@pytest.mark.parametrize(
    ("zone", "at", "expected"),
    [
        ("America/New_York", "2026-11-01 05:30", "Sun, Nov 1, 1:30 AM EDT – 1:30 AM EST"),  # clocks fall back
        ("Pacific/Honolulu", "2026-05-20 09:30", "Tue, May 19, 11:30 PM – 12:30 AM HST"),
        ("America/Phoenix", "2026-07-01 20:00", "Wed, Jul 1, 1:00 – 2:00 PM MST"),
    ],
)
def test_event_start_is_exact_and_described_in_the_time_zone_of_the_venue(
    client: FlaskClient, zone: str, at: str, expected: str
) -> None:
    booking = booked(make_service(make_venue(zone=zone), capacity=1), utc(at))
    (event,) = events(booking_file(booking).content)
    assert event["DTSTART"].to_ical() == datetime.fromisoformat(at).strftime("%Y%m%dT%H%M%SZ").encode()
    assert event["DESCRIPTION"].splitlines()[0] == expected


@pytest.fixture
def wren(client: FlaskClient, order: Order) -> FlaskClient:
    sign_in(client, session.get_one(User, order.user_id))
    return client


@pytest.mark.parametrize(
    ("path", "number"), [(f"/orders/{ORDER}/calendar.ics", 3), (f"/bookings/{MASSAGE}/calendar.ics", 1)]
)
def test_file_is_served_to_the_guest_who_booked(wren: FlaskClient, path: str, number: int) -> None:
    response = wren.get(path)
    assert response.status_code == 200
    assert response.content_type == "text/calendar; charset=utf-8; method=PUBLISH"
    name = path.split("/")[2]
    assert response.headers["Content-Disposition"] == f'inline; filename="{name}.ics"'
    assert response.headers["Cache-Control"] == "private, no-store"
    assert len(events(response.data)) == number


@pytest.mark.parametrize("path", [f"/orders/{ORDER}/calendar.ics", f"/bookings/{MASSAGE}/calendar.ics"])
def test_file_is_not_served_to_other_people(app: Flask, order: Order, path: str) -> None:
    stranger = app.test_client()
    assert stranger.get(path).headers["Location"] == f"/login?next={path}"
    sign_in(stranger, make_user())
    assert stranger.get(path).status_code == 404


@pytest.mark.parametrize("state", [OrderState.PENDING, OrderState.EXPIRED, OrderState.REFUNDED])
def test_orders_that_are_not_confirmed_have_no_file(wren: FlaskClient, order: Order, state: OrderState) -> None:
    order.state = state
    session.commit()
    assert wren.get(f"/orders/{ORDER}/calendar.ics").status_code == 404
