"""Texts about rebooking."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext, ngettext

from app.bookings.models.bookings import Booking
from app.bookings.rebook import Rebooking
from app.core.formats import moment_zone
from app.core.sentences import listed

NO_LONGER_OFFERED = lazy_gettext("This service is no longer offered. Choose another one.")


def nothing_free(booking: Booking) -> str:
    return _("%(service)s has no openings close to your usual time. Choose another time.", service=booking.title)


def chosen_again(booking: Booking, found: Rebooking) -> str:
    """Say what was added to the cart, and which add-ons are no longer offered.

    "Unwinding massage with June is in your cart for Tue, May 26, 1:00 PM PDT, the closest opening to your usual time."
    is an example.
    """
    what = booking.title
    if found.member:
        what = _("%(service)s with %(name)s", service=what, name=found.member.first_name)
    if found.extras:
        what = _("%(service)s plus %(addons)s", service=what, addons=listed([extra.title for extra in found.extras]))
    when = moment_zone(found.slot.starts_at, booking.venue.zone)
    sentence = _(
        "%(booking)s is in your cart for %(time)s, the closest opening to your usual time.", booking=what, time=when
    )
    if not found.missing:
        return sentence
    missing = ngettext(
        "The add-on %(addons)s is no longer offered.",
        "The add-ons %(addons)s are no longer offered.",
        len(found.missing),
        addons=listed(found.missing),
    )
    return f"{sentence} {missing}"
