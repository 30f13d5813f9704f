"""Texts that are stored with a booking: reasons in its history, reasons of refunds, and order lines.

They are written once, in the language of the person who acts, and read later as they are.
"""

from datetime import datetime
from zoneinfo import ZoneInfo

from flask_babel import gettext as _
from flask_babel import lazy_gettext

from app.bookings.enums import BookingState, OrderKind, SettledBy
from app.core.formats import moment, usd

ARRIVED = lazy_gettext("Arrived")
ARRIVAL_UNDONE = lazy_gettext("Arrival undone")
SETTLED = {
    SettledBy.UNPAID: lazy_gettext("Not paid yet"),
    SettledBy.CASH: lazy_gettext("Paid in cash"),
    SettledBy.CARD: lazy_gettext("Paid by card"),
    SettledBy.OTHER: lazy_gettext("Paid another way"),
}
PAYMENT_UNDONE = lazy_gettext("Payment of %(amount)s undone")
CANCELED_BY_GUEST = lazy_gettext("Canceled by the guest.")
CANCELED_FOR_GUEST = lazy_gettext("Canceled at the guest’s request.")
NO_RESPONSE = lazy_gettext("The venue didn’t respond in time.")
DISPUTE_LOST = lazy_gettext("The guest’s bank took it back.")
HOLD_EXPIRED = lazy_gettext("The hold expired.")
TIME_LOST = lazy_gettext("The time was no longer available at that price.")
NEW_TIME_LOST = lazy_gettext("The new time was no longer available at that price when the payment arrived.")
TIPPED_TWICE = lazy_gettext("There was a tip for this booking already.")
SETTLED_ALREADY = lazy_gettext("It was settled before the payment arrived.")
PRICE_AGREED = lazy_gettext("Price agreed in person")


def reassigned(before: str, after: str) -> str:
    return _("Reassigned from %(before)s to %(after)s", before=before, after=after)


def tip(title: str, starts_at: datetime, zone: ZoneInfo) -> str:
    return _("Tip for %(service)s, %(time)s", service=title, time=moment(starts_at, zone))


def moved_to_room(before: str, after: str) -> str:
    if not before:
        return _("Moved to %(after)s", after=after)
    return _("Moved from %(before)s to %(after)s", before=before, after=after)


def rescheduled_to_lower_price(starts_at: datetime, zone: ZoneInfo) -> str:
    return _("Rescheduled to a lower price: %(time)s.", time=moment(starts_at, zone))


def lower_prices(service: str) -> str:
    return _("Rescheduled to lower prices: %(service)s.", service=service)


def carried_over(service: str, starts_at: datetime, zone: ZoneInfo) -> str:
    """Return the text of an order line: what one booking of a series no longer costs pays for another."""
    return _("Carried over, %(service)s, %(time)s", service=service, time=moment(starts_at, zone))


def price_difference(service: str, starts_at: datetime, zone: ZoneInfo) -> str:
    """Return the text of the order line that a guest pays to reschedule to a higher price."""
    return _("Price difference to reschedule %(service)s to %(time)s", service=service, time=moment(starts_at, zone))


def payment_undone(cents: int) -> str:
    """Return the text of a booking's history when a payment in person was undone."""
    return str(PAYMENT_UNDONE) % {"amount": usd(cents)}


def charged_later(kind: OrderKind, state: BookingState, service: str) -> str:
    """Return the text of the order line for what is charged to a guest's card after they left the checkout."""
    if kind is OrderKind.BALANCE:
        return _("Rest of the price, %(service)s", service=service)
    if state is BookingState.CANCELED:
        return _("Late cancellation fee, %(service)s", service=service)
    return _("No-show fee, %(service)s", service=service)
