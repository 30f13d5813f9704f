"""Text of the admin pages."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from app.accounts.enums import Role
from app.accounts.models import User
from app.admin.enums import LABELS
from app.admin.models import AuditEntry
from app.bookings.enums import BookingState, OrderState, RefundState
from app.bookings.models.bookings import Booking
from app.bookings.models.orders import Order
from app.bookings.models.refunds import Refund
from app.bookings.states import WORDS as BOOKING_STATES
from app.core import clock
from app.core.formats import clock as time_of_day
from app.core.formats import moment, moment_zone, usd
from app.core.settings import settings
from app.payments.copy import card
from app.payments.enums import PaymentState
from app.payments.models import Payment
from app.venues.models import VenueStaff


def zone() -> ZoneInfo:
    """Return the office's time zone, for times that belong to no venue."""
    return ZoneInfo(settings().office_zone)


def today() -> date:
    """Return the office's date."""
    return clock.now().astimezone(zone()).date()


def on(instant: datetime) -> str:
    """Format a date in the office's time zone: Nov 21, 2026."""
    local = instant.astimezone(zone())
    return f"{local:%b} {local.day}, {local.year}"


def at(instant: datetime) -> str:
    """Format an instant in the office's time zone: Sat, Nov 21, 3:05 PM PST."""
    return moment_zone(instant, zone())


def did(entry: AuditEntry) -> str:
    """Describe an action ("Suspended an account"). An action that no longer exists shows its stored name."""
    return str({str(action): label for action, label in LABELS.items()}.get(entry.action, entry.action))


def role(user: User, work: VenueStaff | None) -> str:
    """Return the name of the user's role: Guest, Admin, or what they are where they work (Owner, Front desk)."""
    return work.role.label if work else str(ROLES[user.role])


ROLES = {Role.GUEST: _l("Guest"), Role.PROVIDER: _l("Owner"), Role.ADMIN: _l("Admin")}


def order_state(order: Order) -> tuple[str, str]:
    """Return an order's state as text, and the kind of its tag."""
    if order.is_from_front_desk:
        return _("Added by venue"), "calm"
    return {
        OrderState.PENDING: (_("Payment in progress"), "wait"),
        OrderState.CONFIRMED: (_("Paid"), "ok"),
        OrderState.EXPIRED: (_("Not paid"), "calm"),
        OrderState.REFUNDED: (_("Paid too late, refunded"), "no"),
    }[order.state]


def booking_state(booking: Booking) -> tuple[str, str]:
    """Return a booking's state as text, and the kind of its tag."""
    kind = {
        BookingState.HELD: "wait",
        BookingState.REQUESTED: "wait",
        BookingState.CONFIRMED: "ok",
        BookingState.COMPLETED: "calm",
        BookingState.NO_SHOW: "wait",
        BookingState.CANCELED: "no",
        BookingState.EXPIRED: "calm",
    }
    return str(BOOKING_STATES[booking.state]), kind[booking.state]


def card_of(payment: Payment | None) -> str:
    """Return the card ("Visa 4242"), or "the guest’s card" if it is unknown."""
    return card(payment) if payment is not None and payment.card_last4 else _("the guest’s card")


def payment_state(payment: Payment) -> tuple[str, str]:
    """Return the state of a payment attempt as text, and the kind of its tag."""
    if payment.mismatch:
        return _("Doesn’t match the order"), "no"
    return {
        PaymentState.OPEN: (_("Payment page open"), "wait"),
        PaymentState.PAID: (_("Paid with %(card)s", card=card_of(payment)), "ok"),
        PaymentState.DECLINED: (_("Declined"), "no"),
        PaymentState.EXPIRED: (_("Not paid"), "calm"),
    }[payment.state]


def refund_state(refund: Refund) -> str:
    """Describe the state of a refund, including why it failed."""
    amount = usd(refund.amount_cents)
    if refund.state in DISPUTED_REFUNDS:
        return str(DISPUTED_REFUNDS[refund.state]) % {"amount": amount}
    match refund.state:
        case RefundState.DUE:
            return _("Refund of %(amount)s is pending.", amount=amount)
        case RefundState.SENT:
            return _("Refund of %(amount)s was sent.", amount=amount)
        case RefundState.SUCCEEDED:
            return _("%(amount)s was refunded.", amount=amount)
    return _("Refund of %(amount)s failed. %(reason)s", amount=amount, reason=failure(refund))


# Refunds that a dispute of their payment has to do with.
DISPUTED_REFUNDS = {
    RefundState.BLOCKED: _l("Refund of %(amount)s waits until the dispute is decided."),
    RefundState.SETTLED: _l("Refund of %(amount)s was made by the guest’s bank, in the dispute."),
    RefundState.CHARGED_BACK: _l("The guest’s bank returned %(amount)s."),
}


def failure(refund: Refund) -> str:
    """Explain why a refund failed."""
    text = FAILURES.get(refund.failure)
    return str(text) if text else _("Stripe’s reason: %(code)s.", code=refund.failure)


# Stripe's codes for why a refund did not reach a card.
FAILURES = {
    "lost_or_stolen_card": _l("The card was reported lost or stolen."),
    "expired_or_canceled_card": _l("The card expired or was closed."),
    "charge_disputed": _l("The guest’s bank disputes the payment or has taken it back."),
    "declined": _l("The bank declined it."),
    "insufficient_funds": _l("Our Stripe balance was too low."),
    "charge_for_pending_refund_disputed": _l("The guest disputed the payment with their bank."),
    "merchant_request": _l("It was stopped in Stripe."),
    "unknown": _l("The bank gave no reason."),
    "": _l("Stripe gave no reason."),
}


def when(instant: datetime) -> str:
    """Format an instant: "today, 10:04 AM", "yesterday, 3:00 PM" or "on Tue, May 12, 1:00 PM"."""
    local, today = instant.astimezone(zone()), clock.now().astimezone(zone()).date()
    time = time_of_day(instant, zone())
    match (today - local.date()).days:
        case 0:
            return _("today, %(time)s", time=time)
        case 1:
            return _("yesterday, %(time)s", time=time)
        case _more:
            return _("on %(time)s", time=moment(instant, zone()))


def how_long(lasted: timedelta) -> str:
    """Format a duration, rounded down: 12 min, 3 hr, 2 days."""
    minutes = max(int(lasted.total_seconds()) // 60, 0)
    if minutes < 60:
        return _("%(number)s min", number=minutes)
    if minutes < 24 * 60:
        return _("%(number)s hr", number=minutes // 60)
    return ngettext("%(num)d day", "%(num)d days", minutes // 1440)


def charged(order: Order) -> list[dict[str, object]]:
    """Return every line of an order as it was charged, discounts too."""
    return [
        {"label": line.text, "cents": line.amount_cents, "kind": "less" if line.amount_cents < 0 else None}
        for line in order.lines
    ]
