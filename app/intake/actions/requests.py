"""Asking guests for answers by email: once before the first booking, and again when the owner wants to."""

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from app.bookings.models.bookings import Booking
from app.bookings.models.venue_orders import VenueOrder
from app.core import clock
from app.core.db import session
from app.core.errors import Conflict
from app.core.jobs import defer
from app.guests.models import Guest
from app.intake.errors import IntakeErrorCode
from app.intake.models import IntakeRequest
from app.intake.queries.statuses import FormStatus, asked_already, can_answer, status_of, statuses_of, upcoming_in
from app.venues.models import Venue

MOST_EMAILS = 5  # about one form of one booking; a check of the table says the same
BETWEEN_EMAILS = timedelta(minutes=10)


def ask_for_forms(*, venue_order_id: int) -> None:
    """Schedule an email for each form that a guest has to answer before their bookings in a venue order. Idempotent.

    A guest is asked once for a form, before the first of their bookings that needs it. The guest's row is locked, so
    that two orders at once don't ask for the same form.
    """
    guest_id = session.get_one(VenueOrder, venue_order_id).guest_id
    if guest_id is None:
        return
    session.execute(select(Guest.id).where(Guest.id == guest_id).with_for_update(key_share=True))
    for booking in upcoming_in(venue_order_id):
        if booking.venue_order.order.email:
            _ask(booking, guest_id)


def _ask(booking: Booking, guest_id: int) -> None:
    for status in statuses_of(booking):
        if not status.is_due or asked_already(guest_id=guest_id, form_id=status.form.id):
            continue
        _ask_first(booking, status)


def _ask_first(booking: Booking, status: FormStatus) -> bool:
    """Schedule the first email about a form of a booking. Return False if there was one already."""
    new = session.scalar(
        insert(IntakeRequest)
        .values(booking_id=booking.id, form_id=status.form.id, times=1, at=clock.now())
        .on_conflict_do_nothing()
        .returning(IntakeRequest.id)
    )
    if new is not None:
        defer("intake.email", request_id=new, times=1)
    return new is not None


def send_again(*, venue: Venue, booking: Booking, key: str) -> None:
    """Email the guest a form that they have not answered, whether or not an email asked for it before.

    Raises Conflict if the guest cannot get it or got it a moment ago, and NotFound if the booking has no such form.
    """
    status = status_of(booking, key)
    if not status.is_due or not can_answer(booking):
        raise Conflict(IntakeErrorCode.NOT_ASKED)
    if not venue.can_email_guests:
        raise Conflict(IntakeErrorCode.VENUE_CANNOT_EMAIL)
    if not booking.order.email:
        raise Conflict(IntakeErrorCode.NO_EMAIL_ADDRESS)
    if _ask_first(booking, status):
        return
    now = clock.now()
    request = session.scalars(
        select(IntakeRequest)
        .where(IntakeRequest.booking_id == booking.id, IntakeRequest.form_id == status.form.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()
    if request.times >= MOST_EMAILS:
        raise Conflict(IntakeErrorCode.SENT_OFTEN, most=MOST_EMAILS)
    if now - request.at < BETWEEN_EMAILS:
        raise Conflict(IntakeErrorCode.SENT_RECENTLY, minutes=int(BETWEEN_EMAILS.total_seconds() // 60))
    request.times, request.at = request.times + 1, now
    session.flush()
    defer("intake.email", request_id=request.id, times=request.times)
