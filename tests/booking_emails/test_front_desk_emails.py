"""Emails that a venue's actions send: bookings that it added, messages to guests, and outcomes of booking requests."""

from datetime import timedelta

import pytest
from sqlalchemy import text
from syrupy.assertion import SnapshotAssertion

from app.bookings.actions.messages import message_guest
from app.bookings.actions.requests import accept_request, expire_unanswered
from app.bookings.enums import BookingState
from app.bookings.models.bookings import Booking
from app.bookings.queries.bookings import load_booking
from app.catalog.queries import services_by_id
from app.core import clock
from app.core.db import session
from app.core.jobs import defer
from app.front_desk.actions.new_booking import book_at_front_desk
from app.front_desk.availability import FrontDeskRequest
from app.guests.models import Guest
from app.venues.models import Venue
from tests.email.kept import as_kept
from tests.email.outbox import Outbox
from tests.factories import add, make_add_on, make_member, make_service
from tests.paid_day import MASSAGE, ORDER, TUESDAY, booking_called, make_day, make_hazel
from tests.support import Jobs

__all__ = ["as_kept"]

pytestmark = pytest.mark.usefixtures("db", "now")

NEWS = "The door is on the left today.\nBring <strong> shoes."


@pytest.fixture
def booking() -> Booking:
    """Return a massage booking on Tuesday at 1 PM with June, paid by the guest."""
    make_day()
    return booking_called(MASSAGE)


@pytest.fixture
def hazel() -> Venue:
    return make_hazel()


def booked_for(venue: Venue, **values: object) -> Booking:
    """Return a front desk booking for a guest without an account."""
    june = make_member(venue)
    made = make_service(venue, members=[june], price_cents=11000)
    made.slug = "unwinding-massage"
    stones = make_add_on(made)
    (service,) = services_by_id([made.id])
    guest = add(Guest(venue_id=venue.id, name="Mr. Hale", email="hale@example.com"))
    requested = FrontDeskRequest(service.first_option, TUESDAY, june.id, extras=[stones], **values)  # type: ignore[arg-type]
    booking = book_at_front_desk(
        venue=venue, guest=guest, requested=requested, user_id=venue.owner_id, send_email=True, code=ORDER
    )
    booking.public_id = MASSAGE
    return booking


def sent(outbox: Outbox, jobs: Jobs, task: str, **arguments: int) -> str:
    """Run one job and return its only email, as it arrived."""
    session.execute(text("DELETE FROM procrastinate_jobs"))
    defer(task, **arguments)
    jobs.run()
    return outbox.as_read(outbox.mail())


def waits(booking: Booking) -> Booking:
    """Turn a booking into a request that the venue must accept within 24 hours."""
    booking.state, booking.accept_within_hours = BookingState.REQUESTED, 24
    booking.accept_by = clock.now() + timedelta(hours=24)
    session.flush()
    return booking


def test_booked_for_somebody(hazel: Venue, outbox: Outbox, jobs: Jobs, as_kept: SnapshotAssertion) -> None:
    assert sent(outbox, jobs, "bookings.email_added", booking_id=booked_for(hazel).id) == as_kept


def test_booked_for_nothing_at_a_venue_without_a_phone(
    hazel: Venue, outbox: Outbox, jobs: Jobs, as_kept: SnapshotAssertion
) -> None:
    hazel.phone = ""
    booking = booked_for(hazel, price_cents=0, price_reason="A voucher")
    assert sent(outbox, jobs, "bookings.email_added", booking_id=booking.id) == as_kept


def test_a_message(booking: Booking, outbox: Outbox, jobs: Jobs, as_kept: SnapshotAssertion) -> None:
    owner = load_booking(booking.id).venue_order.venue.owner_id
    written = message_guest(booking=load_booking(booking.id), user_id=owner, text=NEWS)
    assert sent(outbox, jobs, "bookings.email_message", message_id=written.id) == as_kept


def test_a_message_to_whom_the_desk_booked_for(
    hazel: Venue, outbox: Outbox, jobs: Jobs, as_kept: SnapshotAssertion
) -> None:
    booking = booked_for(hazel)
    written = message_guest(booking=load_booking(booking.id), user_id=hazel.owner_id, text=NEWS)
    assert sent(outbox, jobs, "bookings.email_message", message_id=written.id) == as_kept


def test_the_venues_yes(booking: Booking, outbox: Outbox, jobs: Jobs, as_kept: SnapshotAssertion) -> None:
    owner = load_booking(booking.id).venue_order.venue.owner_id
    accept_request(booking_id=waits(booking).id, user_id=owner)
    assert sent(outbox, jobs, "bookings.email_accepted", booking_id=booking.id) == as_kept


@pytest.mark.parametrize("recipient", ["guest", "venue"])
def test_not_answered_in_time(
    booking: Booking, outbox: Outbox, jobs: Jobs, as_kept: SnapshotAssertion, recipient: str
) -> None:
    with clock.pinned(waits(booking).accept_by or clock.now()):
        assert expire_unanswered() == 1
        assert sent(outbox, jobs, f"bookings.email_{recipient}_canceled", booking_id=booking.id) == as_kept
