"""The venue reschedules a booking of a series together with the later ones."""

import re
from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from app.accounts.models import User
from app.availability.actions import Claim, book
from app.booking_emails.emails import series as series_emails
from app.bookings.models.bookings import Booking
from app.bookings.queries.bookings import bookings_by_id
from app.bookings.queries.history import reschedules_of
from app.catalog.models import Service
from app.core.db import session
from tests.factories import make_booking, make_member, make_service, make_user, make_venue
from tests.repeated import FIRST, repeated
from tests.support import Jobs, sign_in, statements

WEEK, HOUR = timedelta(weeks=1), timedelta(hours=1)


@pytest.fixture
def massage(client: FlaskClient) -> Service:
    venue = make_venue(name="Hazel Bodywork")
    sign_in(client, session.get_one(User, venue.owner_id))
    return make_service(venue, members=[make_member(venue)], title="Unwinding massage")


def reserved(service: Service, times: int, *, hour: int = 0) -> list[Booking]:
    """Return weekly bookings of a series with their reservations."""
    bookings = repeated(service, times, user=make_user(), at=FIRST + hour * HOUR, weeks=1)
    for each in bookings:
        book(claims=[Claim(each.id, each.option_id, each.starts_at)])
    session.commit()
    return bookings


def form(client: FlaskClient, booking: Booking, **changed: str) -> dict[str, str]:
    """Return the fields that the page would send after the given changes."""
    path = f"/calendar/bookings/{booking.public_id}/reschedule-later"
    page = client.post(path, data={"look": "1", **changed}).text
    shown = dict(re.findall(r'name="(date-\d+)" value="([^"]*)" checked', page))
    versions = re.search(r'name="versions"[^>]* value="([^"]*)"', page)
    assert versions is not None
    return {**changed, **shown, "versions": versions[1]}


def sent(client: FlaskClient, booking: Booking, data: dict[str, str]) -> int:
    return client.post(f"/calendar/bookings/{booking.public_id}/reschedule-later", data=data).status_code


def starts(bookings: list[Booking]) -> list[object]:
    session.expire_all()
    return [booking.starts_at for booking in bookings]


def test_this_and_later_bookings_move_by_the_same_difference_with_one_email(
    client: FlaskClient, jobs: Jobs, massage: Service
) -> None:
    bookings = reserved(massage, 3)
    # One week later: each takes the time that the next one leaves.
    data = form(client, bookings[1], day="2026-06-02", begins="11:00")
    assert sent(client, bookings[1], data) == 303
    assert starts(bookings) == [FIRST, FIRST + 2 * WEEK + HOUR, FIRST + 3 * WEEK + HOUR]
    assert jobs.waiting().count("bookings.email_series_rescheduled") == 1
    assert "bookings.email_rescheduled" not in jobs.waiting()
    found = bookings_by_id([booking.id for booking in bookings[1:]])
    moves = [reschedules_of(booking.id)[0] for booking in found]
    mail = series_emails.rescheduled([(each, move, move) for each, move in zip(found, moves, strict=True)])
    assert mail.letter.title == "Your 2 bookings have new times."


def test_a_date_that_does_not_fit_offers_alternatives_and_keeps_its_time(client: FlaskClient, massage: Service) -> None:
    bookings = reserved(massage, 3)
    other = make_booking(massage, FIRST + WEEK + 2 * HOUR)
    book(claims=[Claim(other.id, other.option_id, other.starts_at)])
    session.commit()
    data = form(client, bookings[0], day="2026-05-19", begins="12:00")
    assert data["date-2"] == ""
    assert sent(client, bookings[0], data) == 303
    assert starts(bookings) == [FIRST + 2 * HOUR, FIRST + WEEK, FIRST + 2 * WEEK + 2 * HOUR]


def test_a_stale_page_changes_nothing(client: FlaskClient, massage: Service) -> None:
    bookings = reserved(massage, 2)
    data = form(client, bookings[0], day="2026-05-19", begins="11:00")
    bookings[1].sequence += 1
    session.commit()
    assert sent(client, bookings[0], data) == 409
    assert sent(client, bookings[0], {"day": "2026-05-19", "begins": "11:00"}) == 409
    assert starts(bookings) == [FIRST, FIRST + WEEK]


def test_the_page_takes_as_many_statements_for_seven_bookings_as_for_two(client: FlaskClient, massage: Service) -> None:
    counts = []
    for hour, times in enumerate((2, 2, 7)):
        first = reserved(massage, times, hour=2 * hour)[0]
        with statements() as looking:
            client.get(f"/calendar/bookings/{first.public_id}/reschedule-later")
        counts.append(len(looking))
    assert counts[1] == counts[2]
