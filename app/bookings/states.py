"""Which state an item may go to from which, in one table; every move is recorded."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext

from app import clock
from app.bookings.enums import Actor, ItemState
from app.bookings.models import Booking, ItemTransition
from app.db import session
from app.errors import Conflict

NEXT: dict[ItemState, frozenset[ItemState]] = {
    ItemState.PENDING: frozenset({ItemState.REQUESTED, ItemState.CONFIRMED, ItemState.EXPIRED}),
    # Paid, and the venue has not said yes yet.
    ItemState.REQUESTED: frozenset({ItemState.CONFIRMED, ItemState.CANCELLED}),
    # Money that came after the hold had ended books the time again, where it is still free.
    ItemState.EXPIRED: frozenset({ItemState.REQUESTED, ItemState.CONFIRMED}),
    ItemState.CONFIRMED: frozenset({ItemState.COMPLETED, ItemState.NO_SHOW, ItemState.CANCELLED}),
    ItemState.COMPLETED: frozenset({ItemState.NO_SHOW}),
    # Marked by mistake: back to what it was.
    ItemState.NO_SHOW: frozenset({ItemState.CONFIRMED, ItemState.COMPLETED}),
    ItemState.CANCELLED: frozenset(),
}

# While a visit is one of these, it can be moved.
MOVABLE = frozenset({ItemState.REQUESTED, ItemState.CONFIRMED})

WORDS = {
    ItemState.PENDING: lazy_gettext("Payment in progress"),
    ItemState.REQUESTED: lazy_gettext("Request pending"),
    ItemState.CONFIRMED: lazy_gettext("Upcoming"),
    ItemState.COMPLETED: lazy_gettext("Completed"),
    ItemState.NO_SHOW: lazy_gettext("No-show"),
    ItemState.CANCELLED: lazy_gettext("Canceled"),
    ItemState.EXPIRED: lazy_gettext("Expired"),
}


def move(
    booking: Booking, to: ItemState, *, actor: Actor, user_id: int | None = None, reason: str = ""
) -> ItemTransition:
    """Put an item into a state and record who did it and why. Raises Conflict when the table has no such way."""
    if to not in NEXT[booking.state]:
        raise Conflict(
            _("This booking’s status is now %(state)s. Reload the page, then try again.", state=WORDS[booking.state])
        )
    transition = note(booking, to, actor=actor, user_id=user_id, reason=reason)
    booking.state = to
    return transition


def note(
    booking: Booking, to: ItemState, *, actor: Actor, user_id: int | None = None, reason: str = ""
) -> ItemTransition:
    """Record what was done to an item; into the state that it is in, where that does not change."""
    transition = ItemTransition(
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


def derived(states: list[ItemState]) -> ItemState:
    """The state of a booking: of its items, the one that matters most to whoever looks."""
    order = (
        ItemState.PENDING,
        ItemState.REQUESTED,
        ItemState.CONFIRMED,
        ItemState.NO_SHOW,
        ItemState.COMPLETED,
        ItemState.CANCELLED,
        ItemState.EXPIRED,
    )
    return min(states, key=order.index)
