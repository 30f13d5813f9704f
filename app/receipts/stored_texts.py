"""What a guest agreed to, as their receipts say it: written when a receipt is issued, and stored with it."""

from collections.abc import Sequence

from flask_babel import gettext as _
from flask_babel import ngettext

from app.bookings.models.bookings import Booking
from app.bookings.models.orders import Order
from app.core.sentences import join_sentences
from app.packages import copy as package_copy
from app.payment_policies.copy import name
from app.receipts.models import Receipt
from app.receipts.queries.receipts import BoughtTerms, bought_with, first_keep_percents, texts_on_receipts
from app.venues import cancellation
from app.venues.enums import PaymentTerms

# Under what the text about a package is stored. Those about bookings are under their ids.
PACKAGE = "package"


def agreed_texts(order: Order, bookings: Sequence[Booking], receipts: Sequence[Receipt]) -> dict[str, str]:
    """Return what a guest agreed to, by booking id, or for the package that an order pays for; nothing for a tip.

    Venues may ease the terms of a booking later. So what an earlier receipt says counts, then the terms before the
    first reschedule. Two statements at most.
    """
    if order.is_package:
        said = next((one.agreed_texts for one in receipts), {})
        return {PACKAGE: said.get(PACKAGE) or package_terms(bought_with(order.id))}
    if order.is_tip or not bookings:
        return {}
    ids = [booking.id for booking in bookings]
    said, kept = texts_on_receipts(ids), first_keep_percents(ids)
    return {
        str(each.id): said.get(str(each.id)) or booking_terms(each, kept.get(each.id, each.cancel_keep_percent))
        for each in bookings
    }


def booking_terms(booking: Booking, keep: int) -> str:
    """Return what a guest accepted for a booking: "Deposit. Free cancellation up to 24 hours before the start…".

    `keep` is the percentage that a late cancellation cost then: the venue may have eased it since.
    """
    terms, hours = booking.payment_terms, booking.cancel_free_hours
    if booking.is_from_package and not booking.price_cents:
        return _from_package(hours, keep)
    if not booking.price_cents:
        return cancellation.in_general(hours, keep)
    is_split = terms is not PaymentTerms.FULL
    cancel = cancellation.before_payment(terms, hours, keep) if is_split else cancellation.in_general(hours, keep)
    return join_sentences(f"{name(terms)}.", cancel, cancellation.no_show(terms))


def _from_package(hours: int, keep: int) -> str:
    if cancellation.is_always_free(hours, keep):
        return _("If you cancel before the start time, you can use this booking for another time.")
    return ngettext(
        "If you cancel %(num)d hour before the start or earlier, you can use this booking for another time. After"
        " that, it counts as used.",
        "If you cancel %(num)d hours before the start or earlier, you can use this booking for another time. After"
        " that, it counts as used.",
        hours,
    )


def package_terms(bought: BoughtTerms) -> str:
    """Return what a guest agreed to with a package, or with a membership for one of its months."""
    return bought.agreed_text or _(
        "If you cancel a booking in time, you can use it for another time. What you haven’t used by %(date)s expires"
        " without a refund.",
        date=package_copy.last_day(bought.held, bought.held.venue.zone),
    )
