"""Texts about what is charged to a guest's card after they left the checkout."""

from collections.abc import Sequence
from datetime import timedelta
from zoneinfo import ZoneInfo

from flask import url_for
from flask_babel import gettext as _

from app.bookings.actions.later import FEE_WINDOW
from app.bookings.charges import MISSED
from app.bookings.copy import policies
from app.bookings.enums import BookingState, OrderKind
from app.bookings.models.bookings import Booking
from app.bookings.models.orders import Order
from app.bookings.queries.paid_later import LaterPayment
from app.core.formats import moment_zone, usd
from app.orders.copy import BY, agreed_later, paid_at_once
from app.payments.copy import BRANDS
from app.saved_cards.models import SavedCard


def what(order: Order, booking: Booking) -> str:
    """Name a charge: "No-show fee"."""
    if order.pay_key:
        return _("Payment at the venue")
    if order.kind is OrderKind.BALANCE:
        return _("Rest of the price")
    return _("Late cancellation fee") if booking.state is BookingState.CANCELED else _("No-show fee")


def charged_at(order: Order, zone: ZoneInfo) -> str:
    """Return when a fee is charged, in the venue's time zone."""
    return moment_zone(order.created_at + FEE_WINDOW, zone)


def for_owner(order: Order, booking: Booking, zone: ZoneInfo) -> str:
    """Tell the venue about an open charge."""
    amount, name = usd(order.total_cents), what(order, booking)
    if order.kind is OrderKind.BALANCE:
        return _("%(what)s, %(amount)s: not paid yet.", what=name, amount=amount)
    return _(
        "%(what)s, %(amount)s: we charge the guest’s card after %(time)s.",
        what=name,
        amount=amount,
        time=charged_at(order, zone),
    )


def if_no_show(booking: Booking, *, paid_cents: int) -> str:
    """Tell the venue what marking a booking as a no-show does to the guest's money. Empty if nothing.

    `paid_cents` is what the guest paid online.
    """
    if fee := booking.no_show_fee_cents:
        return _(
            "We charge a no-show’s card %(amount)s, %(hours)s hours after you mark it, unless you waive that.",
            amount=usd(fee),
            hours=FEE_WINDOW // timedelta(hours=1),
        )
    return _("A no-show doesn’t get a refund automatically.") if paid_cents else ""


def card_name(card: SavedCard) -> str:
    """Return "Visa 4242"."""
    return f"{BRANDS.get(card.brand, card.brand.capitalize())} {card.last4}"


def expires(card: SavedCard) -> str:
    return _("Expires %(month)02d/%(year)02d", month=card.exp_month, year=card.exp_year % 100)


def after_total(order: Order, card: str, later: Sequence[LaterPayment]) -> list[dict[str, object]]:
    """Return how an order's total has been paid, if not all of it by card at once, and what is still due.

    These add up to the total: what was paid with the order, each later payment, what is due, and what no longer is.
    """
    if not order.later_cents and not order.credit_cents:
        return []
    bookings = {booking.id: booking for booking in order.bookings}
    paid = [_paid_later(each, bookings[each.booking_id]) for each in later if not each.is_open]
    sums: dict[str, int] = {}
    for booking in bookings.values():
        own = [each for each in later if each.booking_id == booking.id]
        for label, cents in _left(order, booking, own):
            name = _("%(due)s, %(venue)s", due=label, venue=booking.venue.name)
            sums[name] = sums.get(name, 0) + cents
    left = [{"label": name, "cents": cents} for name, cents in sums.items() if cents > 0]
    return [*paid_at_once(order, card), *paid, *left]


def _left(order: Order, booking: Booking, later: Sequence[LaterPayment]) -> list[tuple[str, int]]:
    """Return what is still due for a booking, and what no longer is.

    A missed booking owes only what is charged for it, not the rest of its price.
    """
    if booking.state not in MISSED:
        return [(policies.due_later(booking), booking.later_cents)]
    due = [
        (_("%(what)s, not paid yet", what=what(each.order, booking)), each.cents)
        for each in later
        if each.order and each.is_open
    ]
    return [*due, (_("No longer due"), agreed_later(order, booking) - sum(each.cents for each in later))]


def _paid_later(payment: LaterPayment, booking: Booking) -> dict[str, object]:
    """Return the line of a later payment, with the number of its order, whose receipt the guest can open."""
    if payment.order is None:
        how = BY[payment.desk_payment.method] if payment.desk_payment else _("Paid in person")
        return {"label": str(how), "cents": payment.cents}
    parts = [_("%(what)s, paid later", what=what(payment.order, booking))]
    if payment.tax_cents:
        parts.append(_("plus %(amount)s tax", amount=usd(payment.tax_cents)))
    if payment.refunded_cents:
        parts.append(_("%(amount)s refunded", amount=usd(payment.refunded_cents)))
    number = payment.order.public_id
    href = url_for("bookings.receipt", order_id=number)
    return {"label": ", ".join(parts), "cents": payment.cents, "number": number, "href": href}
