"""What people read when one of this feature's rules is violated."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext, ngettext

from app.core.errors import ErrorTexts
from app.core.sentences import join_sentences, listed
from app.orders.errors import OrderErrorCode


def _too_many_upcoming(venue: str, most: int, booked: int, adding: int) -> str:
    limit = ngettext(
        "%(venue)s allows %(num)d upcoming booking per guest.",
        "%(venue)s allows %(num)d upcoming bookings per guest.",
        most,
        venue=venue,
    )
    if booked >= most:
        return join_sentences(limit, _("You already have that many. Book again after your next one."))
    had = ngettext("You already have %(num)d.", "You already have %(num)d.", booked) if booked else ""
    remove = ngettext(
        "Remove %(num)d booking from your cart.",
        "Remove %(num)d bookings from your cart.",
        booked + adding - most,
    )
    return " ".join(part for part in (limit, had, remove) if part)


TEXTS: ErrorTexts = {
    OrderErrorCode.CART_NEEDS_ATTENTION: lazy_gettext(
        "Something in your cart needs your attention before you can check out."
    ),
    OrderErrorCode.TOO_MANY_HELD: lazy_gettext(
        "You can hold up to %(number)d spots at %(venue)s at a time. Check out some of them first, or call"
        " %(venue)s to book for a larger group."
    ),
    OrderErrorCode.TOO_MANY_UNPAID: lazy_gettext(
        "You started %(number)d checkouts in the last hour without paying. Your cart is saved. Try again in an hour."
    ),
    OrderErrorCode.TOO_MANY_UPCOMING: _too_many_upcoming,
    OrderErrorCode.VENUES_CLOSED: lambda venues: ngettext(
        "%(venue)s no longer takes bookings. You weren’t charged.",
        "%(venue)s no longer take bookings. You weren’t charged.",
        len(venues),
        venue=listed(venues),
    ),
}
