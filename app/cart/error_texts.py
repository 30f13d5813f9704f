"""What people read when one of this feature's rules is violated."""

from flask_babel import lazy_gettext, ngettext

from app.cart.errors import CartErrorCode
from app.core.errors import ErrorTexts

TEXTS: ErrorTexts = {
    CartErrorCode.ADD_ON_NOT_OFFERED: lazy_gettext(
        "One of your add-ons is no longer offered. Choose your add-ons again."
    ),
    CartErrorCode.CART_FULL: lazy_gettext(
        "Your cart can hold up to %(number)s bookings. Check out first, or remove one."
    ),
    CartErrorCode.MEMBER_NOT_OFFERED: lazy_gettext(
        "This team member doesn’t offer this service. Choose another, or Anyone available."
    ),
    CartErrorCode.NO_GUESTS: lazy_gettext("Choose at least 1 guest."),
    CartErrorCode.NO_SUCH_LINE: lazy_gettext("This booking is no longer in your cart."),
    CartErrorCode.ONE_GUEST_PER_MEMBER: lazy_gettext(
        "A team member can take 1 guest at a time. For more guests, choose Anyone available."
    ),
    CartErrorCode.PAYS_AS_THE_VENUE_SAYS: lazy_gettext(
        "This venue decides how its guests pay for this service. See Due later in your cart."
    ),
    CartErrorCode.PRICE_CHANGED: lazy_gettext("The price changed again. Check the new price before you accept it."),
    CartErrorCode.SERVICE_NOT_OFFERED: lazy_gettext("This service is no longer offered."),
    CartErrorCode.TOO_MANY_GUESTS: lambda num: ngettext(
        "You can book this service for up to %(num)d guest. Choose fewer guests.",
        "You can book this service for up to %(num)d guests. Choose fewer guests.",
        num,
    ),
}
