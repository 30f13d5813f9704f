"""The states of a booking: one table of the allowed transitions, each of which is recorded."""

from flask_babel import lazy_gettext

from app.bookings.enums import Actor, BookingState
from app.bookings.errors import BookingErrorCode
from app.bookings.models.bookings import Booking
from app.bookings.models.events import BookingTransition
from app.core import clock
from app.core.db import session
from app.core.errors import Conflict

NEXT: dict[BookingState, frozenset[BookingState]] = {
    BookingState.HELD: frozenset({BookingState.REQUESTED, BookingState.CONFIRMED, BookingState.EXPIRED}),
    # Paid, and the venue has not accepted yet.
    BookingState.REQUESTED: frozenset({BookingState.CONFIRMED, BookingState.CANCELED}),
    # A payment that arrives after the hold expired books the time again if it is still available.
    BookingState.EXPIRED: frozenset({BookingState.REQUESTED, BookingState.CONFIRMED}),
    BookingState.CONFIRMED: frozenset({BookingState.COMPLETED, BookingState.NO_SHOW, BookingState.CANCELED}),
    BookingState.COMPLETED: frozenset({BookingState.NO_SHOW}),
    # A no-show marked by mistake returns to its previous state.
    BookingState.NO_SHOW: frozenset({BookingState.CONFIRMED, BookingState.COMPLETED}),
    BookingState.CANCELED: frozenset(),
}

WORDS = {
    BookingState.HELD: lazy_gettext("Payment in progress"),
    BookingState.REQUESTED: lazy_gettext("Request pending"),
    BookingState.CONFIRMED: lazy_gettext("Upcoming"),
    BookingState.COMPLETED: lazy_gettext("Completed"),
    BookingState.NO_SHOW: lazy_gettext("No-show"),
    BookingState.CANCELED: lazy_gettext("Canceled"),
    BookingState.EXPIRED: lazy_gettext("Expired"),
}


def transition(
    booking: Booking, to: BookingState, *, actor: Actor, user_id: int | None = None, reason: str = ""
) -> BookingTransition:
    """Change the state of a booking and record the change.

    Raises Conflict if the table does not allow the transition.
    """
    if to not in NEXT[booking.state]:
        raise Conflict(BookingErrorCode.STATE_CHANGED, state=booking.state)
    transition = record_event(booking, to, actor=actor, user_id=user_id, reason=reason)
    booking.state = to
    return transition


def record_event(
    booking: Booking, to: BookingState, *, actor: Actor, user_id: int | None = None, reason: str = ""
) -> BookingTransition:
    """Record an event on a booking. `to` is the current state if that stays the same; callers set a new state."""
    transition = BookingTransition(
        booking_id=booking.id,
        from_state=booking.state,
        to_state=to,
        actor=actor,
        user_id=user_id,
        reason=reason,
        at=clock.now(),
    )
    session.add(transition)
    return transition
