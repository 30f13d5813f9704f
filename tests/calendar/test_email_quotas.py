"""Which venues may email guests in our name, and how many emails they may send."""

from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from app.bookings import email_quotas
from app.bookings.actions.messages import message_guest
from app.bookings.models.bookings import Booking
from app.bookings.models.events import BookingMessage
from app.bookings.models.orders import Order
from app.bookings.queries.bookings import load_booking
from app.catalog.models import Service
from app.core import clock
from app.core.db import session
from app.core.errors import DomainError
from app.venues.enums import VenueStatus
from app.venues.models import Venue
from tests.calendar.desk import june, massage, typed, venue
from tests.reading import words as text_of
from tests.support import NOW, Jobs

__all__ = ["june", "massage", "venue"]

EMAILS = {"bookings.email_added", "bookings.email_message"}
HALE = {"email": "hale@example.com", "send_email": "y", "whom": "new"}
NEVER_APPROVED = [VenueStatus.DRAFT, VenueStatus.IN_REVIEW, VenueStatus.CHANGES_REQUESTED]


def book(client: FlaskClient, service: Service, **more: str) -> str:
    """Add a booking with email, and return the text of the next page."""
    answer = client.post("/calendar/new-booking", data=typed(service, HALE, **more), follow_redirects=True)
    assert answer.status_code == 200
    return text_of(answer.text)


def emails(jobs: Jobs) -> list[str]:
    return [name for name in jobs.waiting() if name in EMAILS]


def write(booking: Booking, owner: int) -> None:
    message_guest(booking=load_booking(booking.id), user_id=owner, text="Bring a towel.")


@pytest.mark.parametrize("status", [*NEVER_APPROVED, VenueStatus.SUSPENDED])
def test_a_venue_that_is_not_approved_books_but_sends_no_email(
    client: FlaskClient, jobs: Jobs, venue: Venue, massage: Service, status: VenueStatus
) -> None:
    venue.status = status
    session.commit()
    page = book(client, massage)
    booking = session.scalars(select(Booking)).one()
    assert "We didn’t email the guest. Your venue can" in page
    assert session.scalars(select(Order.email)).all() == [""], "no later email goes there either"
    answer = client.post(f"/calendar/bookings/{booking.public_id}/message", data={"text": "Log in at evil.example"})
    assert answer.status_code == 422
    assert "Your venue can" in text_of(answer.text)
    assert session.scalars(select(BookingMessage)).all() == []
    assert emails(jobs) == []


def test_an_approved_venue_emails_guests_up_to_its_quota(
    client: FlaskClient, jobs: Jobs, massage: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(email_quotas, "BOOKING_EMAILS_A_DAY", 2)
    pages = [book(client, massage, time=time) for time in ("13:00", "14:00", "15:00")]
    assert ["We didn’t email the guest. You can email up to 2 guests in 24 hours" in page for page in pages] == [
        False,
        False,
        True,
    ]
    assert session.scalar(select(func.count()).select_from(Booking)) == 3
    assert emails(jobs) == ["bookings.email_added"] * 2
    with clock.pinned(NOW + timedelta(hours=24)):
        assert "didn’t email" not in book(client, massage, day="2026-05-16")


def test_a_booking_allows_five_messages(client: FlaskClient, venue: Venue, massage: Service) -> None:
    book(client, massage)
    booking = session.scalars(select(Booking)).one()
    for _ in range(email_quotas.MESSAGES_A_BOOKING):
        write(booking, venue.owner_id)
    with pytest.raises(DomainError, match=r"5 messages about a booking\. Call the guest instead\."):
        write(booking, venue.owner_id)
    session.commit()
    page = client.get(f"/calendar/bookings/{booking.public_id}/message").text
    assert "You can send up to 5 messages about a booking." in text_of(page)
    assert "<textarea" not in page


def test_a_venue_has_a_daily_quota_of_messages(
    client: FlaskClient, venue: Venue, massage: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(email_quotas, "MESSAGES_A_DAY", 1)
    for time in ("13:00", "14:00"):
        book(client, massage, time=time)
    first, second = session.scalars(select(Booking).order_by(Booking.id)).all()
    write(first, venue.owner_id)
    with pytest.raises(DomainError, match="Try again tomorrow"):
        write(second, venue.owner_id)
    with clock.pinned(NOW + timedelta(hours=24)):
        write(second, venue.owner_id)
