"""A visit that waits for the venue's yes: said, declined, or not answered in time."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext

from app import clock
from app.bookings.actions.cancel import cancel_booking
from app.bookings.actions.refunds import lock_booking
from app.bookings.enums import Actor, BookingState
from app.bookings.models import Booking
from app.bookings.queries import unanswered_requests
from app.bookings.states import transition
from app.db import session
from app.errors import Conflict
from app.jobs import defer

NO_ANSWER = lazy_gettext("The venue didn’t respond in time.")


def accept_request(*, booking_id: int, user_id: int) -> Booking:
    """Say yes: the visit is booked, and its guest is told. Raises Conflict when it does not wait for that."""
    booking = lock_booking(booking_id)
    in_time = booking.answer_by is None or clock.now() < booking.answer_by
    transition(booking, BookingState.CONFIRMED, actor=Actor.PROVIDER, user_id=user_id)
    if not in_time:
        raise Conflict(_("This request has expired. The guest gets a full refund."))
    booking.sequence += 1
    defer("bookings.email_accepted", booking_id=booking.id)
    session.flush()
    return booking


def expire_unanswered() -> int:
    """Let go of what no venue answered in time: all money goes back, both sides are told. Returns how many."""
    late = unanswered_requests()
    for booking in late:
        cancel_booking(booking_id=booking.id, actor=Actor.SYSTEM, user_id=None, reason=str(NO_ANSWER))
    return len(late)
