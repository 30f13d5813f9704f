"""A visit as its venue sees it, in words."""

from app.bookings.enums import ItemState, SettledBy
from app.bookings.models import BookingItem

PAID = {
    SettledBy.UNPAID: ("To pay here", "wait"),
    SettledBy.CASH: ("Paid in cash", "ok"),
    SettledBy.CARD: ("Paid by card", "ok"),
    SettledBy.OTHER: ("Paid", "ok"),
}


def standing_tag(item: BookingItem) -> tuple[str, str]:
    """How a visit stands, and the kind of its tag; its booking and order must have been loaded."""
    if item.state is ItemState.CONFIRMED:
        return ("Arrived", "ok") if item.arrived_at else ("Booked", "ok")
    return {
        ItemState.PENDING: ("At checkout", "wait"),
        ItemState.REQUESTED: ("To confirm", "wait"),
        ItemState.COMPLETED: ("Over", "calm"),
        ItemState.NO_SHOW: ("Missed", "no"),
        ItemState.CANCELLED: ("Canceled", "calm"),
        ItemState.EXPIRED: ("Not booked", "calm"),
    }[item.state]


def paid_tag(item: BookingItem) -> tuple[str, str]:
    """Whether it is paid for, and how."""
    settled = item.booking.order.settled_by
    if not item.price_cents:
        return "Nothing to pay", "calm"
    return ("Paid online", "ok") if settled is None else PAID[settled]
