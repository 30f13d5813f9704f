"""Which state an item may go to from which, in one table; every move is recorded."""

from app import clock
from app.bookings.enums import Actor, ItemState
from app.bookings.models import BookingItem, ItemTransition
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
    ItemState.PENDING: "waiting for payment",
    ItemState.REQUESTED: "waiting for the venue’s answer",
    ItemState.CONFIRMED: "confirmed",
    ItemState.COMPLETED: "over",
    ItemState.NO_SHOW: "marked as missed",
    ItemState.CANCELLED: "canceled already",
    ItemState.EXPIRED: "no longer held",
}


def move(
    item: BookingItem, to: ItemState, *, actor: Actor, user_id: int | None = None, reason: str = ""
) -> ItemTransition:
    """Put an item into a state and record who did it and why. Raises Conflict when the table has no such way."""
    if to not in NEXT[item.state]:
        raise Conflict(f"This visit is {WORDS[item.state]}. Reload the page to see how it stands.")
    transition = note(item, to, actor=actor, user_id=user_id, reason=reason)
    item.state = to
    return transition


def note(
    item: BookingItem, to: ItemState, *, actor: Actor, user_id: int | None = None, reason: str = ""
) -> ItemTransition:
    """Record what was done to an item; into the state that it is in, where that does not change."""
    transition = ItemTransition(
        item_id=item.id,
        from_state=item.state,
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
