"""Checking out, confirming, letting go and cancelling. Money itself is moved by payments."""

from app.bookings.actions.answering import NO_ANSWER, agree, release_unanswered
from app.bookings.actions.cancelling import Cancellation, cancel_item, cancel_refund, complete_finished
from app.bookings.actions.checking_out import (
    HOLD,
    CheckOut,
    check_out,
    extend_hold,
    is_unchanged,
    set_contact,
)
from app.bookings.actions.handing_over import (
    CANCEL,
    Decisions,
    HandedOver,
    hand_over,
    remove_member,
    restore_member,
)
from app.bookings.actions.placing import Agreed, AtVenue, Contact, Placing, place
from app.bookings.actions.refunding import give_back, try_again
from app.bookings.actions.settling import confirm_order, expire_order

__all__ = [
    "CANCEL",
    "HOLD",
    "NO_ANSWER",
    "Agreed",
    "AtVenue",
    "Cancellation",
    "CheckOut",
    "Contact",
    "Decisions",
    "HandedOver",
    "Placing",
    "agree",
    "cancel_item",
    "cancel_refund",
    "check_out",
    "complete_finished",
    "confirm_order",
    "expire_order",
    "extend_hold",
    "give_back",
    "hand_over",
    "is_unchanged",
    "place",
    "release_unanswered",
    "remove_member",
    "restore_member",
    "set_contact",
    "try_again",
]
