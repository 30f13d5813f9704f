"""Pages of a guest's bookings: the list, one booking, and a paid order."""

from datetime import datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.accounts.models import User
from app.bookings.actions.cancel import cancel_booking
from app.bookings.actions.refunds import queue_refund
from app.bookings.copy.terms import terms
from app.bookings.enums import Actor, BookingState, RefundState
from app.bookings.models.bookings import Booking
from app.bookings.models.refunds import Refund
from app.bookings.queries.bookings import booking_of_user
from app.catalog.models import Service
from app.core import clock
from app.core.db import session
from app.venues.enums import VenueStatus
from app.venues.models import Venue
from tests.factories import make_booking, make_order, make_service, make_user, make_venue
from tests.pages import read
from tests.paid_day import MASSAGE, ORDER, SAUNA, SCALP, TUESDAY, booked, booking_called
from tests.support import NOW, sign_in, statements, utc


def visit(service: Service, user: User, at: datetime, state: BookingState = BookingState.CONFIRMED) -> Booking:
    booking = booked(service, at, user=user)
    booking.state = state
    session.commit()
    return booking


def canceled(*public_ids: str) -> None:
    for public_id in public_ids:
        cancel_booking(booking_id=booking_called(public_id).id, actor=Actor.GUEST, user_id=None)
    session.commit()


@pytest.mark.parametrize(
    "path", ["/bookings/", f"/bookings/{MASSAGE}", f"/bookings/{MASSAGE}/cancel", f"/bookings/{MASSAGE}/calendar.ics"]
)
def test_booking_pages_require_login(client: FlaskClient, path: str) -> None:
    assert client.get(path).headers["Location"] == f"/login?next={path}"


def test_guest_without_bookings_sees_that_each_list_is_empty(client: FlaskClient, wren: User) -> None:
    assert "No bookings yet." in read(client, "/bookings/")
    assert "No past bookings yet." in read(client, "/bookings/?show=past")
    assert "No canceled bookings." in read(client, "/bookings/?show=canceled")


def test_bookings_are_listed_as_upcoming_past_or_canceled(client: FlaskClient, wren: User, facial: Service) -> None:
    visit(facial, wren, NOW + timedelta(days=3))
    visit(facial, wren, NOW - timedelta(minutes=10))  # started, not ended
    visit(facial, wren, NOW - timedelta(hours=2))  # ended, not completed by the job yet
    visit(facial, wren, NOW - timedelta(days=9), BookingState.COMPLETED)
    visit(facial, wren, NOW - timedelta(days=9), BookingState.NO_SHOW)
    visit(facial, wren, NOW + timedelta(days=5), BookingState.CANCELED)
    for unpaid in (BookingState.HELD, BookingState.EXPIRED):
        visit(facial, wren, NOW + timedelta(days=4), unpaid)
    assert "Upcoming (2) Past (3) Canceled (1)" in read(client, "/bookings/")


def test_guests_see_only_their_own_bookings(client: FlaskClient, wren: User, facial: Service) -> None:
    visit(facial, make_user(), TUESDAY)
    assert "Upcoming (0)" in read(client, "/bookings/")


def test_upcoming_booking_shows_its_date_and_free_cancellation_deadline(client: FlaskClient, day: None) -> None:
    page = read(client, "/bookings/")
    assert "19 Tue, May 1:00 PM, Unwinding massage, 1 hr Hazel Bodywork with June Castellano" in page
    assert "Free cancellation until Mon 1:00 PM" in page
    assert (
        page.index("Unwinding massage")
        < page.index("Scalp and neck")
        < page.index("Sauna circuit, 1 hr 30 min, 2 guests")
    )


@pytest.mark.parametrize(
    ("hours_before", "sauna", "massage"),
    [
        (200, "Free cancellation until Mon, May 18, 3:30 PM", "Free cancellation until Mon, May 18, 1:00 PM"),
        (26.5, "Free cancellation until Mon 3:30 PM", "Free cancellation until Mon 1:00 PM"),
        (4, "50% refund if you cancel", "No refund if you cancel"),
        (2.4, "50% refund if you cancel", "This booking has started. Call "),
    ],
)
def test_cancellation_policy_text_changes_as_the_start_approaches(
    client: FlaskClient, day: None, hours_before: float, sauna: str, massage: str
) -> None:
    """Count hours before the sauna at 3:30 PM; the massage starts two and a half hours before it."""
    with clock.pinned(utc("2026-05-19 22:30") - timedelta(hours=hours_before)):
        page = read(client, "/bookings/")
    assert sauna in page
    assert massage in page


@pytest.mark.parametrize("terms", [{"cancel_keep_percent": 0}, {"cancel_free_hours": 0}])
def test_policy_without_a_fee_allows_free_cancellation_until_the_start(
    client: FlaskClient, wren: User, facial: Service, terms: dict[str, int]
) -> None:
    booked(facial, NOW + timedelta(hours=2), user=wren, **terms)
    page = read(client, "/bookings/")
    assert "Free cancellation until the start time" in page


def test_past_bookings_show_their_price_and_can_be_rebooked(client: FlaskClient, wren: User, facial: Service) -> None:
    visit(facial, wren, NOW - timedelta(days=9), BookingState.COMPLETED)
    visit(facial, wren, utc("2025-12-30 20:00"), BookingState.NO_SHOW)
    page = read(client, "/bookings/?show=past")
    assert "5 Tue, May Clear-water facial, 1 hr Fernway Skin Studio, $95.00" in page
    assert "30 Tue, Dec 2025" in page
    assert "No-show" in page
    assert client.get("/bookings/?show=past").text.count('/rebook"') == 2


def test_hidden_services_and_suspended_venues_cannot_be_rebooked(
    client: FlaskClient, wren: User, facial: Service
) -> None:
    visit(facial, wren, NOW - timedelta(days=9), BookingState.COMPLETED)
    facial.active = False
    session.commit()
    assert "Book again" not in read(client, "/bookings/?show=past")
    facial.active = True
    session.get_one(Venue, facial.venue_id).status = VenueStatus.SUSPENDED
    session.commit()
    assert "Book again" not in read(client, "/bookings/?show=past")


@pytest.mark.parametrize(
    ("actor", "expected"),
    [(Actor.GUEST, "by you"), (Actor.PROVIDER, "by the venue"), (Actor.ADMIN, "by CozyWish")],
)
def test_canceled_bookings_show_who_canceled_and_the_refund(
    client: FlaskClient, day: None, actor: Actor, expected: str
) -> None:
    cancel_booking(booking_id=booking_called(SAUNA).id, actor=actor, user_id=None, reason="It rains.")
    session.commit()
    page = read(client, "/bookings/?show=canceled")
    assert f"Alder & Salt, $48.00 refunded Canceled {expected}" in page


def test_time_zones_are_shown_when_bookings_are_in_several(client: FlaskClient, wren: User, facial: Service) -> None:
    visit(facial, wren, TUESDAY)
    assert "1:00 PM, Clear-water" in read(client, "/bookings/")
    visit(make_service(make_venue(zone="Pacific/Honolulu"), capacity=1), wren, TUESDAY)
    page = read(client, "/bookings/")
    assert "1:00 PM PDT, Clear-water" in page
    assert "10:00 AM HST, Unwinding" in page


def test_unknown_tab_shows_the_upcoming_bookings(client: FlaskClient, wren: User) -> None:
    assert "No bookings yet." in read(client, "/bookings/?show=__class__")


@pytest.mark.parametrize("tab", ["", "?show=past", "?show=canceled"])
def test_booking_list_takes_a_fixed_number_of_statements(
    client: FlaskClient, wren: User, facial: Service, tab: str
) -> None:
    counts = []
    for number in range(3):
        for state, days in ((BookingState.CONFIRMED, 2), (BookingState.COMPLETED, -2), (BookingState.CANCELED, 3)):
            service = make_service(make_venue(), capacity=1, title=f"Float {number}")
            visit(service, wren, NOW + timedelta(days=days, hours=number), state)
        session.expire_all()
        with statements() as sent:
            assert client.get(f"/bookings/{tab}").status_code == 200
        counts.append(len(sent))
    # The user; bookings with venue and service, their photos, their refunds; who canceled; the cart and its count.
    assert counts == [counts[0]] * 3
    assert counts[0] <= 7


def test_booking_page_shows_all_details_of_the_booking(client: FlaskClient, day: None) -> None:
    page = read(client, f"/bookings/{MASSAGE}")
    for phrase in (
        "Tue, May 19, 1:00 – 2:00 PM PDT",
        "1 hr with June Castellano, Hazel Bodywork",
        "3128 SE Division St, Portland, OR 97202",
        "(503) 555-0142",
        "The blue door beside the bakery.",
        "Unwinding massage $110.00 Off-peak, 30% off −$33.00 Paid, Visa 4242 $77.00",
        "Free cancellation until Mon, May 18, 1:00 PM PDT. After that, no refund.",
        f"Booking number {MASSAGE} Order number {ORDER}",
        "Thu, May 14, 10:00 AM PDT Paid and booked.",
    ):
        assert phrase in page
    assert "openstreetmap.org/directions?to=45.5047%2C-122.6321" in client.get(f"/bookings/{MASSAGE}").text


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        (RefundState.DUE, "We’re refunding $48.00 to Visa 4242."),
        (RefundState.SENT, "We refunded $48.00 to Visa 4242."),
        (RefundState.SUCCEEDED, "We refunded $48.00 to Visa 4242."),
        (RefundState.FAILED, "We couldn’t refund $48.00 to Visa 4242. We’re looking into it and will email you."),
    ],
)
def test_canceled_booking_shows_the_state_of_its_refund(
    client: FlaskClient, day: None, state: RefundState, expected: str
) -> None:
    cancel_booking(
        booking_id=booking_called(SAUNA).id, actor=Actor.PROVIDER, user_id=None, reason="The stove is broken."
    )
    session.query(Refund).one().state = state
    session.commit()
    page = read(client, f"/bookings/{SAUNA}")
    assert expected in page
    assert "Canceled by the venue: “The stove is broken.”" in page
    assert "Cancel booking" not in page


@pytest.mark.parametrize(
    ("cents", "expected"), [(9500, "Refund −$95.00 We’re"), (4750, "Late cancellation fee $47.50 We’re")]
)
def test_canceled_booking_shows_what_was_paid_refunded_and_kept(
    client: FlaskClient, wren: User, facial: Service, cents: int, expected: str
) -> None:
    booking = visit(facial, wren, TUESDAY, BookingState.CANCELED)
    queue_refund(booking, cents, "")
    session.commit()
    page = read(client, f"/bookings/{booking.public_id}")
    assert f"Price $95.00 Paid, Visa 4242 $95.00 Refund −${cents / 100:.2f} " in page
    assert expected in page


@pytest.mark.parametrize(
    ("state", "starts_at", "icons"),
    [
        (BookingState.CONFIRMED, TUESDAY, ["undo-2", "ban", "store"]),
        (BookingState.CONFIRMED, NOW, []),
        (BookingState.COMPLETED, NOW, []),
        (BookingState.NO_SHOW, NOW, ["ban"]),
        (BookingState.CANCELED, TUESDAY, []),
    ],
)
def test_cancellation_terms_are_shown_until_the_start(
    client: FlaskClient, wren: User, facial: Service, state: BookingState, starts_at: datetime, icons: list[str]
) -> None:
    booking = visit(facial, wren, starts_at, state)
    assert [icon for icon, _ in terms(booking_of_user(wren.id, booking.public_id))] == icons


@pytest.mark.parametrize("address", ["CW-0000-0000", "1", "..", "%00", "x" * 3000, "CW-3H8K-MASS'--"])
@pytest.mark.parametrize("end", ["", "/cancel", "/calendar.ics"])
def test_invalid_booking_numbers_are_rejected(client: FlaskClient, wren: User, address: str, end: str) -> None:
    assert client.get(f"/bookings/{address}{end}").status_code in {400, 404}


def test_booking_of_another_guest_is_not_found(app: Flask, day: None) -> None:
    stranger = app.test_client()
    sign_in(stranger, make_user())
    for end in ("", "/cancel", "/calendar.ics"):
        assert stranger.get(f"/bookings/{MASSAGE}{end}").status_code == 404
    assert stranger.post(f"/bookings/{MASSAGE}/cancel", data={"back": "7700"}).status_code == 404
    assert booking_called(MASSAGE).state is BookingState.CONFIRMED


@pytest.mark.parametrize("state", [BookingState.HELD, BookingState.EXPIRED])
def test_unpaid_booking_is_not_found(client: FlaskClient, wren: User, facial: Service, state: BookingState) -> None:
    booking = visit(facial, wren, TUESDAY, state)
    assert client.get(f"/bookings/{booking.public_id}").status_code == 404


@pytest.mark.parametrize(("end", "most"), [("", 10), ("/cancel", 12)])
def test_booking_page_takes_a_fixed_number_of_statements(
    client: FlaskClient, wren: User, facial: Service, end: str, most: int
) -> None:
    counts = []
    for number in (1, 3):
        for _ in range(number):
            path = f"/bookings/{visit(facial, wren, TUESDAY).public_id}{end}"
        session.expire_all()
        with statements() as sent:
            assert client.get(path).status_code == 200
        counts.append(len(sent))
    assert counts == [counts[0]] * 2
    assert counts[0] <= most


def test_paid_order_page_is_a_timetable(client: FlaskClient, day: None) -> None:
    with clock.pinned(TUESDAY + timedelta(days=1)):
        page = read(client, f"/orders/{ORDER}")
    assert "Your order 3 bookings, 2 venues, 1 day." in page
    assert "Paid and booked" not in page
    assert "Add to calendar" not in page
    page = read(client, f"/orders/{ORDER}")
    assert "You’re booked, Wren. 3 bookings, 2 venues, 1 day." in page
    assert "1:00 PM, 1 hr Unwinding massage with June Castellano" in page
    assert "Same venue, 15 minutes later." in page
    assert "14-minute walk from Hazel Bodywork." in page
    assert "The first deadline for free cancellation is Mon, May 18, 1:00 PM PDT" in page
    assert "Paid, Visa 4242 $187.00" in page


def test_receipt_shows_the_payment_and_the_refund(client: FlaskClient, day: None) -> None:
    assert f"/orders/{ORDER}/receipt" in client.get(f"/orders/{ORDER}").text
    canceled(SCALP)
    page = read(client, f"/orders/{ORDER}/receipt")
    assert f"Order number {ORDER} Paid on May 14, 2026, 10:00 AM PDT Paid with Visa 4242 Name Wren Abernathy" in page
    assert "Scalp and neck, 30 min with Priya Raman, canceled Tue, May 19, 2:15 – 2:45 PM PDT" in page
    assert "Off-peak, 30% off −$33.00" in page
    assert "Tax $0.00 Paid $187.00" in page
    assert "We’re refunding $62.00 to Visa 4242." in page


def test_unpaid_order_has_no_receipt(client: FlaskClient, wren: User, facial: Service) -> None:
    order = make_order(user=wren)
    make_booking(facial, TUESDAY, order=order)
    session.commit()
    assert client.get(f"/orders/{order.public_id}/receipt").status_code == 404


def test_order_page_marks_canceled_bookings(client: FlaskClient, day: None) -> None:
    canceled(SCALP)
    page = read(client, f"/orders/{ORDER}")
    assert "2 guests" in page
    assert page.count("Canceled") == 1
    assert "2 bookings, 2 venues, 1 day. 1 other booking is canceled." in page
    assert page.count("Get directions") == 2
    canceled(SAUNA)
    page = read(client, f"/orders/{ORDER}")
    assert "Free cancellation until Mon, May 18, 1:00 PM PDT" in page
    assert "Sauna circuit We’re refunding $48.00 to Visa 4242." in page
    canceled(MASSAGE)
    page = read(client, f"/orders/{ORDER}")
    assert "This order is canceled." in page
    assert client.get(f"/orders/{ORDER}").text.count('id="refund-') == 3
    assert "Add to calendar" not in page
