"""Canceling a booking of a series together with the later ones, by the guest and by the venue."""

from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from app.accounts.models import User
from app.availability.actions import Claim, book
from app.booking_emails import calendar_file
from app.booking_emails.emails import series as series_emails
from app.booking_emails.emails.confirmation import confirmed
from app.booking_emails.tasks import cancelling_of
from app.bookings.models.bookings import Booking
from app.bookings.queries.bookings import bookings_by_id
from app.bookings.queries.orders import load_order
from app.catalog.models import Service
from app.core import clock
from app.core.db import session
from app.email.body import BookingEntry
from tests.factories import make_service, make_user
from tests.pages import flashed, read
from tests.paid_day import make_alder
from tests.repeated import FIRST, repeated
from tests.support import Jobs, sign_in, statements


@pytest.fixture
def wren(client: FlaskClient) -> User:
    return make_user()


@pytest.fixture
def sauna(client: FlaskClient) -> Service:
    """Return a service whose late cancellation fee is half of the price, until 24 hours before the start."""
    return make_service(make_alder(), capacity=8, title="Sauna circuit", price_cents=4800)


def states(bookings: list[Booking]) -> list[str]:
    session.expire_all()
    return [booking.state.value for booking in bookings]


def test_a_guest_sees_the_refund_of_this_and_the_later_bookings_each_by_its_own_policy(
    client: FlaskClient, wren: User, sauna: Service
) -> None:
    bookings = repeated(sauna, 4, user=wren, cancel_keep_percent=50)
    sign_in(client, wren)
    page = f"/bookings/{bookings[1].public_id}/cancel"
    assert "Only this booking This and the 2 later ones" in read(client, page)
    with clock.pinned(bookings[1].starts_at - timedelta(hours=2)):
        shown = read(client, f"{page}?later=1")
    assert "Cancel 3 Sauna circuit bookings?" in shown
    assert "Refund to Visa 4242 $120.00" in shown
    assert "Cancel 3 bookings and refund $120.00" in shown


def test_a_guest_cancels_this_and_the_later_bookings_at_once(
    client: FlaskClient, jobs: Jobs, wren: User, sauna: Service
) -> None:
    bookings = repeated(sauna, 4, user=wren)
    sign_in(client, wren)
    page = f"/bookings/{bookings[1].public_id}/cancel"
    numbers = [booking.public_id for booking in bookings[1:]]
    wrong = client.post(page, data={"later": "1", "back": "14400", "number": numbers[:2]})
    assert wrong.status_code == 409
    assert states(bookings) == ["confirmed"] * 4
    assert client.post(page, data={"later": "1", "back": "14400", "number": numbers}).status_code == 303
    assert states(bookings) == ["confirmed", "canceled", "canceled", "canceled"]
    assert "Your 3 Sauna circuit bookings are canceled. Your refund of $144.00" in flashed(
        client, f"/bookings/{numbers[0]}"
    )
    assert jobs.waiting().count("bookings.email_series_canceled") == 1
    assert "bookings.email_canceled" not in jobs.waiting()


def test_one_email_lists_all_bookings_that_were_canceled_together(
    client: FlaskClient, wren: User, sauna: Service
) -> None:
    bookings = repeated(sauna, 3, user=wren)
    sign_in(client, wren)
    data = {"later": "1", "back": "14400", "number": [booking.public_id for booking in bookings]}
    client.post(f"/bookings/{bookings[0].public_id}/cancel", data=data)
    found = bookings_by_id([booking.id for booking in bookings])
    mail = series_emails.canceled(found, cancelling_of(bookings[0].id), card="Visa 4242")
    assert mail.letter.subject == "3 bookings are canceled: Sauna circuit, from Tue, May 19, 10:00 AM PDT"
    assert len([block for block in mail.letter.blocks if type(block).__name__ == "BookingEntry"]) == 3
    to_venue = series_emails.venue_canceled(found, cancelling_of(bookings[0].id), owner=make_user())
    assert to_venue.letter.title == "Wren canceled 3 bookings."


def test_a_venue_cancels_the_later_bookings_with_full_refunds_or_as_the_guest_asked(
    client: FlaskClient, wren: User, sauna: Service
) -> None:
    bookings = repeated(sauna, 4, user=wren)
    sign_in(client, owner_of(bookings[0]))
    page = f"/calendar/bookings/{bookings[2].public_id}/cancel"
    assert "gets a refund of $96.00 for all of them" in read(client, f"{page}?later=1")
    numbers = " ".join(booking.public_id for booking in bookings[2:])
    data = {"later": "1", "who": "guest", "reason": "Moving away.", "together": numbers}
    assert client.post(page, data={**data, "together": bookings[2].public_id}).status_code == 409
    assert client.post(page, data=data).status_code == 303
    assert states(bookings) == ["confirmed", "confirmed", "canceled", "canceled"]
    assert "2 bookings canceled." in flashed(client, "/calendar/")


def owner_of(booking: Booking) -> User:
    return session.get_one(User, bookings_by_id([booking.id])[0].venue.owner_id)


def test_the_question_takes_as_many_statements_for_twelve_bookings_as_for_two(
    client: FlaskClient, wren: User, sauna: Service
) -> None:
    sign_in(client, wren)
    counts = []
    for times in (2, 2, 12):
        first = repeated(sauna, times, user=wren, at=FIRST + timedelta(hours=len(counts)))[0]
        with statements() as sent:
            client.get(f"/bookings/{first.public_id}/cancel?later=1")
        counts.append(len(sent))
    assert counts[1] == counts[2]


def test_each_booking_says_which_of_the_series_it_is(client: FlaskClient, wren: User, sauna: Service) -> None:
    bookings = repeated(sauna, 3, user=wren)
    sign_in(client, wren)
    assert "Repeats every 2 weeks, 2 of 3" in read(client, f"/bookings/{bookings[1].public_id}")
    assert "Repeats every 2 weeks, 3 of 3" in read(client, "/bookings/")


def test_the_calendar_of_the_venue_shows_the_place_in_the_series(
    client: FlaskClient, wren: User, sauna: Service
) -> None:
    booking = repeated(sauna, 3, user=wren)[1]
    book(claims=[Claim(booking.id, booking.option_id, booking.starts_at)])
    sign_in(client, owner_of(booking))
    page = read(client, f"/calendar/?day={booking.starts_at.date()}&booking={booking.public_id}")
    assert "Wren Abernathy , repeats 2 of 3" in page
    assert "Series Repeats every 2 weeks, 2 of 3" in page


def test_calendar_files_and_the_confirmation_say_which_of_the_series_it_is(
    client: FlaskClient, wren: User, sauna: Service
) -> None:
    bookings = repeated(sauna, 3, user=wren)
    found = bookings_by_id([booking.id for booking in bookings])
    file = calendar_file.for_guest(found, name="x")
    assert b"Repeats every 2 weeks\\, 3 of 3" in file.content.replace(b"\r\n ", b"")
    mail = confirmed(load_order(found[0].order.id), card="Visa 4242")
    assert mail is not None
    entries = [block for block in mail.letter.blocks if isinstance(block, BookingEntry)]
    assert [line for entry in entries for line in entry.lines if line.startswith("Repeats")] == [
        f"Repeats every 2 weeks, {number} of 3" for number in (1, 2, 3)
    ]
