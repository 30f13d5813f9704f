"""Checking out, confirming, letting go and cancelling. Money itself is moved by payments."""

from app.bookings.actions.cancelling import Cancellation, cancel_item, cancel_refund, complete_finished
from app.bookings.actions.checking_out import (
    HOLD,
    CheckOut,
    Contact,
    check_out,
    extend_hold,
    is_unchanged,
    set_contact,
)
from app.bookings.actions.settling import confirm_order, expire_order

__all__ = [
    "HOLD",
    "Cancellation",
    "CheckOut",
    "Contact",
    "cancel_item",
    "cancel_refund",
    "check_out",
    "complete_finished",
    "confirm_order",
    "expire_order",
    "extend_hold",
    "is_unchanged",
    "set_contact",
]
