"""Booking requests: accepted, or expired because the venue did not respond in time."""

from app.bookings import stored_texts
from app.bookings.actions.cancel import cancel_booking
from app.bookings.actions.refunds import lock_booking
from app.bookings.enums import Actor, BookingState
from app.bookings.errors import BookingErrorCode
from app.bookings.models.bookings import Booking
from app.bookings.queries.bookings import unanswered_requests
from app.bookings.states import transition
from app.core import clock
from app.core.db import session
from app.core.errors import Conflict
from app.core.jobs import defer


def accept_request(*, booking_id: int, user_id: int) -> Booking:
    """Accept a request: the booking is confirmed and the guest gets an email.

    Raises Conflict if the booking is not a pending request or the deadline has passed.
    """
    booking = lock_booking(booking_id)
    in_time = booking.accept_by is None or clock.now() < booking.accept_by
    transition(booking, BookingState.CONFIRMED, actor=Actor.PROVIDER, user_id=user_id)
    if not in_time:
        raise Conflict(BookingErrorCode.REQUEST_EXPIRED)
    booking.sequence += 1
    defer("bookings.email_accepted", booking_id=booking.id)
    defer("intake.ask", venue_order_id=booking.venue_order_id)
    session.flush()
    return booking


def expire_unanswered() -> int:
    """Cancel overdue requests with a full refund and email both sides. Returns how many."""
    late = unanswered_requests()
    for booking in late:
        cancel_booking(booking_id=booking.id, actor=Actor.SYSTEM, user_id=None, reason=str(stored_texts.NO_RESPONSE))
    return len(late)
