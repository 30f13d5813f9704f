"""Texts about what is charged to a guest's card after they left the checkout."""

from datetime import timedelta
from zoneinfo import ZoneInfo

from flask_babel import gettext as _

from app.bookings.actions.later import FEE_WINDOW
from app.bookings.enums import BookingState, OrderKind
from app.bookings.models.bookings import Booking
from app.bookings.models.orders import Order
from app.core.formats import moment_zone, usd
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
