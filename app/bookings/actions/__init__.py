"""Checkout, confirmation, expiration, cancellation and rescheduling. The payments package moves the money."""

from app.bookings.actions.attendance import check_in, mark_no_show, mark_paid, undo_check_in, undo_no_show
from app.bookings.actions.cancel import (
    Cancellation,
    cancel_booking,
    cancel_refund,
    cancel_with_refund,
    complete_finished,
    default_refund,
)
from app.bookings.actions.checkout import (
    CheckOut,
    check_out,
    extend_hold,
    is_unchanged,
    set_contact,
)
from app.bookings.actions.front_desk import (
    FrontDeskRequest,
    OutsideHours,
    PriceIncreased,
    SlotTaken,
    book_at_front_desk,
    order_of_venue,
    plan_for,
    price_of,
    why_not,
)
from app.bookings.actions.fulfillment import confirm_order, expire_order
from app.bookings.actions.guest_reschedule import TermsChanged, reschedule_by_guest
from app.bookings.actions.messages import email_of, message_guest
from app.bookings.actions.orders import Contact, LineItem, OrderRequest, VenueRequest, create_order
from app.bookings.actions.reassign import (
    CANCEL,
    ReassignDecisions,
    Reassigned,
    reassign_bookings,
    remove_member,
    restore_member,
)
from app.bookings.actions.refunds import issue_refund, retry_refund
from app.bookings.actions.requests import NO_ANSWER, accept_request, expire_unanswered
from app.bookings.actions.reschedule import (
    Destination,
    NeedsConfirmation,
    VersionConflict,
    reschedule_by_venue,
    undo_reschedule,
)

__all__ = [
    "CANCEL",
    "NO_ANSWER",
    "Cancellation",
    "CheckOut",
    "Contact",
    "Destination",
    "FrontDeskRequest",
    "LineItem",
    "NeedsConfirmation",
    "OrderRequest",
    "OutsideHours",
    "PriceIncreased",
    "ReassignDecisions",
    "Reassigned",
    "SlotTaken",
    "TermsChanged",
    "VenueRequest",
    "VersionConflict",
    "accept_request",
    "book_at_front_desk",
    "cancel_booking",
    "cancel_refund",
    "cancel_with_refund",
    "check_in",
    "check_out",
    "complete_finished",
    "confirm_order",
    "create_order",
    "default_refund",
    "email_of",
    "expire_order",
    "expire_unanswered",
    "extend_hold",
    "is_unchanged",
    "issue_refund",
    "mark_no_show",
    "mark_paid",
    "message_guest",
    "order_of_venue",
    "plan_for",
    "price_of",
    "reassign_bookings",
    "remove_member",
    "reschedule_by_guest",
    "reschedule_by_venue",
    "restore_member",
    "retry_refund",
    "set_contact",
    "undo_check_in",
    "undo_no_show",
    "undo_reschedule",
    "why_not",
]
