"""Checking out, confirming, letting go and cancelling. Money itself is moved by payments."""

from app.bookings.actions.answering import NO_ANSWER, agree, release_unanswered
from app.bookings.actions.cancelling import (
    Cancellation,
    asked_refund,
    cancel_as_asked,
    cancel_booking,
    cancel_refund,
    complete_finished,
)
from app.bookings.actions.checking_out import (
    HOLD,
    CheckOut,
    check_out,
    extend_hold,
    is_unchanged,
    set_contact,
)
from app.bookings.actions.desk import (
    InTheWay,
    NotThere,
    PriceIncreased,
    Wish,
    book_at_desk,
    order_of_venue,
    plan_for,
    price_of,
    why_not,
)
from app.bookings.actions.handing_over import (
    CANCEL,
    Decisions,
    HandedOver,
    hand_over,
    remove_member,
    restore_member,
)
from app.bookings.actions.marking import arrive, mark_paid, miss, undo_arrival, undo_miss
from app.bookings.actions.moving import AskFirst, Destination, Stale, move_visit, undo_move
from app.bookings.actions.moving_herself import OtherTerms, move_herself
from app.bookings.actions.placing import Agreed, AtVenue, Contact, Placing, place
from app.bookings.actions.refunding import give_back, try_again
from app.bookings.actions.settling import confirm_order, expire_order
from app.bookings.actions.writing import address_of, write_to_guest

__all__ = [
    "CANCEL",
    "HOLD",
    "NO_ANSWER",
    "Agreed",
    "AskFirst",
    "AtVenue",
    "Cancellation",
    "CheckOut",
    "Contact",
    "Decisions",
    "Destination",
    "HandedOver",
    "InTheWay",
    "NotThere",
    "OtherTerms",
    "Placing",
    "PriceIncreased",
    "Stale",
    "Wish",
    "address_of",
    "agree",
    "arrive",
    "asked_refund",
    "book_at_desk",
    "cancel_as_asked",
    "cancel_booking",
    "cancel_refund",
    "check_out",
    "complete_finished",
    "confirm_order",
    "expire_order",
    "extend_hold",
    "give_back",
    "hand_over",
    "is_unchanged",
    "mark_paid",
    "miss",
    "move_herself",
    "move_visit",
    "order_of_venue",
    "place",
    "plan_for",
    "price_of",
    "release_unanswered",
    "remove_member",
    "restore_member",
    "set_contact",
    "try_again",
    "undo_arrival",
    "undo_miss",
    "undo_move",
    "why_not",
    "write_to_guest",
]
