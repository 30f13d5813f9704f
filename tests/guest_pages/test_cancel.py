"""Canceling a booking: the terms that are shown first, the refund, and that it happens once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.accounts.models import User
from app.bookings.enums import BookingState, RefundState
from app.bookings.models.refunds import Refund
from app.catalog.models import Service
from app.core import clock
from app.core.db import session
from tests.pages import flashed, read
from tests.paid_day import MASSAGE, SAUNA, SCALP, TUESDAY, booked, booking_called
from tests.support import NOW

HTMX = {"HX-Request": "true", "HX-Request-Type": "partial"}


def cancel(client: FlaskClient, public_id: str, back: object = "", **headers: str) -> int:
    return client.post(f"/bookings/{public_id}/cancel", data={"back": back}, headers=headers).status_code


def test_cancel_page_shows_the_refund_and_the_card_before_canceling(client: FlaskClient, day: None) -> None:
    page = read(client, f"/bookings/{SAUNA}/cancel")
    assert "Cancel Sauna circuit?" in page
    assert "You paid $48.00 Refund to Visa 4242 $48.00" in page
    assert "Your 2 other bookings in this order aren’t affected." in page
    assert "Cancel and refund $48.00" in page
    assert "Keep booking" in page
    assert booking_called(SAUNA).state is BookingState.CONFIRMED


@pytest.mark.parametrize(
    ("public_id", "kept", "button"),
    [
        (SAUNA, "Late cancellation fee −$24.00 Refund to Visa 4242 $24.00", "Cancel and refund $24.00"),
        (MASSAGE, "Late cancellation fee −$77.00 Refund to Visa 4242 $0.00", "Cancel without a refund"),
    ],
)
def test_cancel_page_shows_the_late_cancellation_fee_after_the_deadline(
    client: FlaskClient, day: None, public_id: str, kept: str, button: str
) -> None:
    with clock.pinned(TUESDAY - timedelta(hours=2)):
        page = read(client, f"/bookings/{public_id}/cancel")
    assert kept in page
    assert button in page


def test_booking_without_a_price_is_canceled_without_a_refund(client: FlaskClient, wren: User, facial: Service) -> None:
    facial.first_option.price_cents = 0
    booking = booked(facial, TUESDAY, user=wren)
    page = read(client, f"/bookings/{booking.public_id}/cancel")
    assert "This booking cost nothing, so there’s nothing to refund." in page
    assert "Back to" not in page
    assert cancel(client, booking.public_id, 0) == 303
    assert "Your Clear-water facial booking is canceled." in flashed(client, f"/bookings/{booking.public_id}")


def test_canceling_refunds_the_amount_that_was_shown(client: FlaskClient, day: None) -> None:
    response = client.post(f"/bookings/{SAUNA}/cancel", data={"back": "4800"})
    assert (response.status_code, response.headers["Location"]) == (303, f"/bookings/{SAUNA}")
    sentence = "Your Sauna circuit booking is canceled. Your refund of $48.00 to Visa 4242 takes 3 to 5 business days."
    assert flashed(client, f"/bookings/{SAUNA}") == sentence
    assert [(refund.amount_cents, refund.state) for refund in session.query(Refund)] == [(4800, RefundState.DUE)]
    assert "Upcoming (2) Past (0) Canceled (1)" in read(client, "/bookings/")


def test_second_click_reports_that_the_booking_is_already_canceled(client: FlaskClient, day: None) -> None:
    assert [cancel(client, SAUNA, 4800) for _ in range(3)] == [303] * 3
    text = flashed(client, f"/bookings/{SAUNA}")
    assert "This booking is already canceled. Your refund of $48.00 goes to Visa 4242." in text
    assert session.query(Refund).count() == 1
    assert client.get(f"/bookings/{SAUNA}/cancel").status_code == 303


def test_canceling_in_several_tabs_at_once_refunds_once(app: Flask, client: FlaskClient, day: None) -> None:
    with client.session_transaction() as cookie:
        who = cookie["_user_id"]

    def click(_tab: int) -> int:
        tab = app.test_client()
        with tab.session_transaction() as own:
            own["_user_id"] = who
        with clock.pinned(NOW):
            return cancel(tab, SAUNA, 4800)

    with ThreadPoolExecutor(8) as tabs:
        assert list(tabs.map(click, range(8))) == [303] * 8
    session.rollback()
    assert [refund.amount_cents for refund in session.query(Refund)] == [4800]


@pytest.mark.parametrize("back", ["", "4800.0", "-1", "9" * 30, "٤٨٠٠", "4700"])
def test_canceling_asks_again_when_the_refund_differs_from_the_form(client: FlaskClient, day: None, back: str) -> None:
    response = client.post(f"/bookings/{SAUNA}/cancel", data={"back": back})
    assert response.status_code == 409
    assert "Your refund changed while you were deciding." in response.text
    assert "Cancel and refund $48.00" in response.text
    session.rollback()
    assert booking_called(SAUNA).state is BookingState.CONFIRMED
    assert session.query(Refund).count() == 0


def test_canceling_asks_again_when_the_deadline_passes_while_deciding(client: FlaskClient, day: None) -> None:
    with clock.pinned(TUESDAY - timedelta(hours=21)):
        response = client.post(f"/bookings/{SAUNA}/cancel", data={"back": "4800"})
        assert response.status_code == 409
        assert "Cancel and refund $24.00" in response.text
        assert cancel(client, SAUNA, 2400) == 303
    assert [refund.amount_cents for refund in session.query(Refund)] == [2400]


def test_started_booking_cannot_be_canceled_online(client: FlaskClient, day: None) -> None:
    with clock.pinned(TUESDAY):
        page = read(client, f"/bookings/{MASSAGE}/cancel")
        assert "This booking has started" in page
        assert "Call Hazel Bodywork at (503) 555-0142" in page
        assert "Cancel and refund" not in page
        assert cancel(client, MASSAGE, 7700) == 303
        text = flashed(client, f"/bookings/{MASSAGE}")
    assert "This booking has started, so you can’t cancel it online. Call Hazel Bodywork at (503) 555-0142." in text
    assert booking_called(MASSAGE).state is BookingState.CONFIRMED


def test_htmx_gets_the_cancel_form_as_a_dialog_and_then_a_redirect(client: FlaskClient, day: None) -> None:
    first_answer = client.get(f"/bookings/{SAUNA}/cancel", headers=HTMX)
    assert first_answer.text.lstrip().startswith("<modal-sheet>")
    assert "HX-Request-Type" in first_answer.headers["Vary"]
    again = client.post(f"/bookings/{SAUNA}/cancel", data={"back": "1"}, headers=HTMX)
    assert (again.status_code, "<modal-sheet>" in again.text, "<html" in again.text) == (409, True, False)
    done = client.post(f"/bookings/{SAUNA}/cancel", data={"back": "4800"}, headers=HTMX)
    assert (done.status_code, done.headers["HX-Redirect"]) == (200, f"/bookings/{SAUNA}")


def test_cancel_page_names_the_other_bookings_that_are_not_affected(client: FlaskClient, day: None) -> None:
    cancel(client, SCALP, 6200)
    assert "Your Unwinding massage booking at Hazel Bodywork isn’t affected." in read(
        client, f"/bookings/{SAUNA}/cancel"
    )
    cancel(client, MASSAGE, 7700)
    assert "affected" not in read(client, f"/bookings/{SAUNA}/cancel")
