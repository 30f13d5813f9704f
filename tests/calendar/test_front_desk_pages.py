"""Pages for the front desk: marking, finding and printing bookings."""

from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from app.bookings.enums import BookingState, SettledBy
from app.bookings.models.bookings import Booking
from app.bookings.models.orders import Order
from app.catalog.models import Service
from app.core import clock
from app.core.db import session
from app.guests.models import Guest
from app.team.models import TeamMember
from app.venues.models import Venue
from tests.calendar.desk import AT, june, massage, typed, venue
from tests.factories import add, make_user
from tests.paid_day import booked
from tests.reading import words as text_of
from tests.support import NOW, Jobs, statements

__all__ = ["june", "massage", "venue"]

pytestmark = pytest.mark.usefixtures("db", "now")


def test_check_in_and_no_show_can_be_undone(client: FlaskClient, massage: Service) -> None:
    booking = booked(massage, AT)
    here = f"/calendar/bookings/{booking.public_id}"
    assert client.post(f"{here}/check-in").location == f"/calendar/?day=2026-05-14&booking={booking.public_id}"
    page = client.get(f"/calendar/?booking={booking.public_id}").text
    assert f'action="{here}/check-in/undo"' in page
    client.post(f"{here}/check-in/undo")
    with clock.pinned(AT + timedelta(minutes=10)):
        client.post(f"{here}/no-show")
        assert session.get_one(Booking, booking.id).state is BookingState.NO_SHOW
        client.post(f"{here}/no-show/undo")
        assert session.get_one(Booking, booking.id).state is BookingState.CONFIRMED


def test_check_in_returns_to_the_page_with_the_button(client: FlaskClient, massage: Service) -> None:
    booking = booked(massage, AT)
    path = f"/calendar/bookings/{booking.public_id}/check-in"
    answer = client.post(path, headers={"Referer": "http://localhost/calendar/bookings?state=all"})
    assert answer.location == "/calendar/bookings?state=all"
    elsewhere = client.post(path, headers={"Referer": "http://elsewhere.example/calendar/bookings"})
    assert elsewhere.location.startswith("/calendar/?day=")


def test_marking_an_unpaid_booking_as_paid_in_cash_settles_its_order(client: FlaskClient, massage: Service) -> None:
    client.post("/calendar/new-booking", data=typed(massage))
    booking = session.scalars(select(Booking)).one()
    client.post(f"/calendar/bookings/{booking.public_id}/paid", data={"settled_by": "cash"})
    assert session.scalars(select(Order.settled_by)).one() is SettledBy.CASH
    assert "Paid in cash" in client.get(f"/calendar/?booking={booking.public_id}").text


@pytest.mark.parametrize(("settled_by", "is_refund_needed"), [("cash", True), ("unpaid", False)])
def test_canceling_a_booking_paid_in_person_asks_for_a_refund_in_person(
    client: FlaskClient, massage: Service, settled_by: str, is_refund_needed: bool
) -> None:
    client.post("/calendar/new-booking", data=typed(massage, settled_by=settled_by))
    path = f"/calendar/bookings/{session.scalars(select(Booking.public_id)).one()}/cancel"
    assert ("Refund this guest in person." in text_of(client.get(path).text)) is is_refund_needed
    page = client.post(path, data={"who": "we", "reason": "June is ill."}, follow_redirects=True).text
    assert ("Refund this guest in person." in text_of(page)) is is_refund_needed


def test_canceling_for_the_guest_can_refund_part_of_the_price(
    client: FlaskClient, massage: Service, jobs: Jobs
) -> None:
    booking = booked(massage, AT)
    page = client.get(f"/calendar/bookings/{booking.public_id}/cancel").text
    assert "Per your policy, there’s no refund. You can refund up to $110.00." in text_of(page)
    path = f"/calendar/bookings/{booking.public_id}/cancel"
    assert client.post(path, data={"who": "guest", "amount": "200"}).status_code == 422
    assert client.post(path, data={"who": "guest", "amount": "40"}).status_code == 303
    page = client.get(f"/calendar/?booking={booking.public_id}").text
    assert "We’re refunding $40.00." in page


def test_a_partial_refund_is_issued_once_for_two_clicks(client: FlaskClient, massage: Service) -> None:
    booking = booked(massage, AT)
    path = f"/calendar/bookings/{booking.public_id}/refund"
    sent = {"amount": "20", "reason": "The shower was cold.", "left": "11000"}
    assert client.post(path, data=sent).status_code == 303
    assert client.post(path, data=sent).status_code == 422, "the same click again"
    panel = text_of(client.get(f"/calendar/?booking={booking.public_id}").text)
    assert panel.count("We’re refunding $20.00. Reason: The shower was cold.") == 1


@pytest.mark.parametrize("sheet", ["message", "cancel", "refund", "decline"])
def test_a_form_opened_as_a_full_page_posts_without_htmx(client: FlaskClient, massage: Service, sheet: str) -> None:
    booking = booked(massage, AT)
    if sheet == "decline":
        booking.state, booking.accept_by = BookingState.REQUESTED, NOW + timedelta(hours=1)
        session.commit()
    path = f"/calendar/bookings/{booking.public_id}/{sheet}"
    over = client.get(path, headers={"HX-Request": "true", "HX-Request-Type": "partial"}).text
    assert f'hx-post="{path}"' in over, "over the calendar it is a sheet"
    page = client.get(path).text
    assert f'action="{path}"' in page
    assert f'hx-post="{path}"' not in page


def test_bookings_are_found_by_every_filter(
    client: FlaskClient, venue: Venue, massage: Service, june: TeamMember
) -> None:
    booked(massage, AT, user=make_user(name="Wren Abernathy"))
    client.post("/calendar/new-booking", data=typed(massage, time="16:00"))
    for args, names in {
        "": {"Wren Abernathy", "Mr. Hale"},
        "q=wren": {"Wren Abernathy"},
        "q=%25": set(),
        "state=to-pay": {"Mr. Hale"},
        "state=canceled": set(),
        f"member={june.slug}": {"Mr. Hale"},
        f"service={massage.slug}": {"Wren Abernathy", "Mr. Hale"},
        "service=other": set(),
        "from=2026-05-15": set(),
        "to=2026-05-14&sort=guest": {"Wren Abernathy", "Mr. Hale"},
        "from=nonsense&page=x&sort=x&state=x": {"Wren Abernathy", "Mr. Hale"},
        "page=99999": set(),
    }.items():
        page = client.get(f"/calendar/bookings?{args}")
        assert page.status_code == 200
        assert {name for name in ("Wren Abernathy", "Mr. Hale") if name in page.text} == names, args


def test_the_bookings_list_runs_the_same_statements_for_1_or_20_bookings(client: FlaskClient, massage: Service) -> None:
    counts = []
    for number in (1, 20):
        for hour in range(number):
            booked(massage, AT + timedelta(hours=hour))
        with statements() as sent:
            assert client.get("/calendar/bookings").status_code == 200
        counts.append(len(sent))
    assert counts[0] == counts[1]


def test_csv_cells_that_start_a_formula_are_escaped(client: FlaskClient, venue: Venue, massage: Service) -> None:
    for number, sign in enumerate("=+-@"):
        client.post("/calendar/new-booking", data=typed(massage, guest=f"{sign}SUM(A1)", time=f"{11 + number}:00"))
    for path in ("/calendar/bookings.csv", "/venue/guests/guests.csv"):
        sheet = client.get(path)
        assert sheet.mimetype == "text/csv"
        for sign in "=+-@":
            assert f"'{sign}SUM(A1)" in sheet.text
            assert f",{sign}SUM" not in sheet.text


def test_the_daily_schedule_lists_guests_with_notes_and_phone_numbers(
    client: FlaskClient, venue: Venue, massage: Service
) -> None:
    client.post("/calendar/new-booking", data=typed(massage, phone="(503) 555-0100", note="Sore neck"))
    session.scalars(select(Guest)).one().notes = "No almond oil."
    session.commit()
    page = text_of(client.get("/calendar/daily-schedule?day=2026-05-14").text)
    for is_refund_needed in (
        "June Castellano",
        "Mr. Hale",
        "(503) 555-0100",
        "Sore neck",
        "No almond oil.",
        "Due at venue",
    ):
        assert is_refund_needed in page
    assert "No bookings on this day." in client.get("/calendar/daily-schedule?day=2026-05-20").text
    assert client.get("/calendar/daily-schedule?day=9999-12-31").status_code == 200


def test_a_guest_page_shows_the_number_of_bookings_and_the_amount_spent(
    client: FlaskClient, venue: Venue, massage: Service
) -> None:
    client.post("/calendar/new-booking", data=typed(massage, settled_by="card"))
    guest = session.scalars(select(Guest)).one()
    with clock.pinned(AT + timedelta(hours=5)):
        page = text_of(client.get(f"/venue/guests/{guest.public_id}").text)
    assert "Bookings 1" in page
    assert "Spent $110.00" in page


def test_guest_notes_are_saved_only_with_the_version_that_was_seen(client: FlaskClient, venue: Venue) -> None:
    guest = add(Guest(venue_id=venue.id, name="Ada Whitlock"))
    session.commit()
    path = f"/venue/guests/{guest.public_id}"
    assert client.post(path, data={"name": "Ada Whitlock", "notes": "Left shoulder"}).status_code == 422, (
        "without seeing"
    )
    seen = client.get(path).text.split('name="seen" type="hidden" value="')[1].split('"')[0]
    sent = {"name": "Ada Whitlock", "notes": "Left shoulder", "seen": seen}
    assert client.post(path, data=sent).status_code == 303
    session.refresh(guest)
    assert guest.notes == "Left shoulder"


def test_requests_are_answered_from_the_panel(client: FlaskClient, massage: Service) -> None:
    booking = booked(massage, AT)
    booking.state, booking.accept_by = BookingState.REQUESTED, NOW + timedelta(hours=1)
    session.commit()
    page = client.get(f"/calendar/?booking={booking.public_id}").text
    assert "Accept or decline by" in page
    assert client.post(f"/calendar/bookings/{booking.public_id}/decline", data={}).status_code == 422
    assert client.post(f"/calendar/bookings/{booking.public_id}/accept").status_code == 303
    assert session.get_one(Booking, booking.id).state is BookingState.CONFIRMED


def test_requests_are_declined_with_a_reason(client: FlaskClient, massage: Service) -> None:
    booking = booked(massage, AT)
    booking.state, booking.accept_by = BookingState.REQUESTED, NOW + timedelta(hours=1)
    session.commit()
    path = f"/calendar/bookings/{booking.public_id}/decline"
    assert "Request declined." in client.post(path, data={"reason": "June is away."}, follow_redirects=True).text
    assert session.get_one(Booking, booking.id).state is BookingState.CANCELED


def test_upcoming_bookings_never_count_as_the_most_recent_booking(
    client: FlaskClient, venue: Venue, massage: Service
) -> None:
    for day in ("2026-05-14", "2026-05-15", "2026-05-16"):
        client.post("/calendar/new-booking", data=typed(massage, guest="Mei Ito", phone="(503) 555-0199", day=day))
    bookings = session.scalars(select(Booking).order_by(Booking.starts_at)).all()
    sentences = ("First booking.", "1 previous booking.", "2 previous bookings.")
    for booking, words in zip(bookings, sentences, strict=True):
        assert words in client.get(f"/calendar/?day={booking.starts_at:%F}&booking={booking.public_id}").text
    with clock.pinned(AT + timedelta(hours=5)):
        page = client.get(f"/calendar/?day=2026-05-16&booking={bookings[2].public_id}").text
    assert "2 previous bookings, most recently on Thu, May 14 with June." in page


def test_guests_are_sorted_by_bookings_that_have_started(client: FlaskClient, venue: Venue, massage: Service) -> None:
    client.post("/calendar/new-booking", data=typed(massage, guest="Came Already"))
    for day in ("2026-05-15", "2026-05-16"):
        client.post("/calendar/new-booking", data=typed(massage, guest="Comes Later", phone="(503) 555-0199", day=day))
    with clock.pinned(AT + timedelta(hours=5)):
        for sort in ("recent", "visits"):
            page = client.get(f"/venue/guests/?sort={sort}").text
            assert page.index("Came Already") < page.index("Comes Later"), sort


def test_requests_are_answered_in_the_bookings_list(client: FlaskClient, massage: Service) -> None:
    booking = booked(massage, AT)
    booking.state, booking.accept_by = BookingState.REQUESTED, NOW + timedelta(hours=1)
    session.commit()
    page = client.get("/calendar/bookings?state=to-confirm").text
    assert "Accept or decline by" in page
    for act in ("accept", "decline"):
        assert f'"/calendar/bookings/{booking.public_id}/{act}"' in page
    path = f"/calendar/bookings/{booking.public_id}/accept"
    answer = client.post(path, headers={"Referer": "http://localhost/calendar/bookings?state=to-confirm"})
    assert answer.location == "/calendar/bookings?state=to-confirm"
    assert "Accept or decline by" not in client.get("/calendar/bookings?state=all").text


def test_rarely_used_filters_are_open_when_one_is_set(client: FlaskClient, massage: Service) -> None:
    assert '<details class="unfolds">' in client.get("/calendar/bookings?q=hale").text
    assert '<details class="unfolds" open>' in client.get(f"/calendar/bookings?service={massage.slug}").text
