"""What the pages of admins say, in words."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from app import clock
from app.admin.enums import LABELS
from app.admin.models import AuditEntry
from app.bookings.enums import ItemState, OrderState, RefundState
from app.bookings.models import BookingItem, Order, Refund
from app.context import settings
from app.filters import clock as time_of_day
from app.filters import moment, moment_zone
from app.payments.enums import PaymentState
from app.payments.models import Payment
from app.payments.words import card


def zone() -> ZoneInfo:
    """In which times are read that belong to no venue."""
    return ZoneInfo(settings().office_zone)


def on(instant: datetime) -> str:
    """Nov 21, 2026."""
    local = instant.astimezone(zone())
    return f"{local:%b} {local.day}, {local.year}"


def at(instant: datetime) -> str:
    """Sat, Nov 21, 3:05 PM PST."""
    return moment_zone(instant, zone())


def did(entry: AuditEntry) -> str:
    """Suspended a person; an act that is no longer done by the name that it is kept under."""
    return {str(act): label for act, label in LABELS.items()}.get(entry.act, entry.act)


def order_state(order: Order) -> tuple[str, str]:
    """An order's state in words, and the kind of its tag."""
    if order.is_from_desk:
        return "Booked at the desk", "calm"
    return {
        OrderState.PENDING: ("Waiting for payment", "wait"),
        OrderState.CONFIRMED: ("Paid", "ok"),
        OrderState.EXPIRED: ("Never paid", "calm"),
        OrderState.REFUNDED: ("Paid too late", "no"),
    }[order.state]


def item_state(item: BookingItem) -> tuple[str, str]:
    """A visit's state in words, and the kind of its tag."""
    return {
        ItemState.PENDING: ("Held", "wait"),
        ItemState.REQUESTED: ("Asked of the venue", "wait"),
        ItemState.CONFIRMED: ("Booked", "ok"),
        ItemState.COMPLETED: ("Over", "calm"),
        ItemState.NO_SHOW: ("Missed", "wait"),
        ItemState.CANCELLED: ("Canceled", "no"),
        ItemState.EXPIRED: ("No longer held", "calm"),
    }[item.state]


def payment_state(payment: Payment) -> tuple[str, str]:
    """How an attempt to pay stands, and the kind of its tag."""
    if payment.mismatch:
        return "Does not match the order", "no"
    return {
        PaymentState.OPEN: ("Page open", "wait"),
        PaymentState.PAID: (f"Paid with {card(payment)}".replace("your card", "a card"), "ok"),
        PaymentState.EXPIRED: ("Ended unpaid", "calm"),
    }[payment.state]


def refund_state(refund: Refund) -> str:
    """How far money is on its way back; why it failed is said after it."""
    return {
        RefundState.DUE: "will be refunded",
        RefundState.SENT: "was sent back",
        RefundState.SUCCEEDED: "was refunded",
        RefundState.FAILED: "could not be sent back",
    }[refund.state]


def when(instant: datetime) -> str:
    """today, 10:04 AM; yesterday, 3:00 PM; on Tue, May 12, 1:00 PM."""
    local, today = instant.astimezone(zone()), clock.now().astimezone(zone()).date()
    near = {0: "today", 1: "yesterday"}.get((today - local.date()).days)
    return f"{near}, {time_of_day(instant, zone())}" if near else f"on {moment(instant, zone())}"


def how_long(lasted: timedelta) -> str:
    """Rounded down: 12 min; 3 h; 2 d."""
    minutes = max(int(lasted.total_seconds()) // 60, 0)
    if minutes < 60:
        return f"{minutes} min"
    return f"{minutes // 60} h" if minutes < 48 * 60 else f"{minutes // 1440} d"
