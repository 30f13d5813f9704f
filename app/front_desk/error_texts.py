"""What people read when one of this feature's rules is violated."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext

from app.core.errors import ErrorTexts
from app.core.formats import usd
from app.front_desk.errors import FrontDeskErrorCode

TEXTS: ErrorTexts = {
    FrontDeskErrorCode.BLOCK_REMOVED: lazy_gettext(
        "This blocked time was removed. Go back to your calendar to see what’s blocked now."
    ),
    FrontDeskErrorCode.BLOCK_TOO_LONG: lazy_gettext(
        "You can block up to 24 hours at a time. For longer, add time off on the team member’s page."
    ),
    FrontDeskErrorCode.ENDS_BEFORE_START: lazy_gettext(
        "The end time must be after the start time. Change one of them."
    ),
    FrontDeskErrorCode.NOBODY_CHOSEN: lazy_gettext("Choose at least one team member or room."),
    FrontDeskErrorCode.NO_EMAIL_ADDRESS: lazy_gettext(
        "Enter an email address for %(guest)s, or clear “Email a confirmation and reminders.”"
    ),
    FrontDeskErrorCode.PRICE_INCREASED: lambda price, before: _(
        "The price is now %(price)s. It was %(before)s. Check it, then add the booking.",
        price=usd(price),
        before=usd(before),
    ),
    FrontDeskErrorCode.TIME_PASSED: lazy_gettext("That time has passed. Choose a later time."),
}
