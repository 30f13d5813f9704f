"""What people read when one of this feature's rules is violated."""

from flask_babel import lazy_gettext

from app.booking_links.errors import BookingLinkErrorCode
from app.core.errors import ErrorTexts

TEXTS: ErrorTexts = {
    BookingLinkErrorCode.HAS_PATH: lazy_gettext(
        "Enter only the first part of the address, without a page: %(origin)s. It includes every page there."
    ),
    BookingLinkErrorCode.NO_SUCH_WEBSITE: lazy_gettext("That website isn’t on your list. It may have been removed."),
    BookingLinkErrorCode.NOT_A_WEBSITE: lazy_gettext(
        "That isn’t a website address. Enter one like https://www.yourspa.com."
    ),
    BookingLinkErrorCode.NOT_HTTPS: lazy_gettext(
        "The address must start with https://. Ask your website’s provider to turn on HTTPS."
    ),
    BookingLinkErrorCode.POSTER_FAILED: lazy_gettext(
        "We couldn’t make the poster just now. Your links still work. Try again in a minute."
    ),
    BookingLinkErrorCode.TOO_MANY_WEBSITES: lazy_gettext(
        "You can list up to %(most)s websites. Remove one to add another."
    ),
    BookingLinkErrorCode.WEBSITE_LISTED: lazy_gettext("%(origin)s is already on your list."),
    BookingLinkErrorCode.WILDCARD: lazy_gettext(
        "Enter each website by its full name, without *. For example, add www.yourspa.com and shop.yourspa.com."
    ),
}
