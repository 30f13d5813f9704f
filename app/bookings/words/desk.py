"""A visit as its venue sees it, in words."""

from app.bookings.enums import ItemState, RefundState, SettledBy
from app.bookings.models import BookingItem
from app.filters import usd

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
    """Whether it is paid for, how, and what became of it; its booking, order and refunds must have been loaded."""
    settled = item.booking.order.settled_by
    over = item.state is ItemState.CANCELLED
    if not item.price_cents or (over and settled is SettledBy.UNPAID):
        return "Nothing to pay", "calm"
    return _paid_online(item, over) if settled is None else PAID[settled]


def _paid_online(item: BookingItem, over: bool) -> tuple[str, str]:
    """What of it goes or went back, and what is kept of a visit that is `over`: canceled."""
    back = sum(refund.amount_cents for refund in item.money_back if refund.state is not RefundState.FAILED)
    stuck = sum(refund.amount_cents for refund in item.money_back if refund.state is RefundState.FAILED)
    kept = item.price_cents - back - stuck
    said = [f"{usd(back)} refunded"] if back else []
    if stuck:
        said.append(f"{usd(stuck)} could not be refunded")
    if over and kept > 0:
        said.append(f"{usd(kept)} kept")
    if over:
        return ", ".join(said) or "Paid online", "no" if stuck else "calm"
    return ", ".join(["Paid online", *said]), "no" if stuck else "ok"
