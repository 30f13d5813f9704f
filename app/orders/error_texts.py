"""What people read when one of this feature's rules is violated."""

from flask_babel import lazy_gettext

from app.core.errors import ErrorTexts
from app.orders.errors import OrderErrorCode

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
}
