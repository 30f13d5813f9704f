"""What people read when one of this feature's rules is violated."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext, ngettext

from app.core.errors import ErrorTexts
from app.core.formats import usd
from app.venue_credit.errors import VenueCreditErrorCode

TEXTS: ErrorTexts = {
    VenueCreditErrorCode.ALREADY_PAID: lazy_gettext(
        "We already kept this credit from your payouts, so you can’t take it back."
    ),
    VenueCreditErrorCode.ALREADY_TAKEN_BACK: lazy_gettext("This credit is undone already."),
    VenueCreditErrorCode.ALREADY_USED: lazy_gettext("The guest used some of this credit, so you can’t take it back."),
    VenueCreditErrorCode.BALANCE_CHANGED: lambda balance: _(
        "This guest’s credit changed while the page was open: it’s %(balance)s now. Check the amount, and give it"
        " again.",
        balance=usd(balance),
    ),
    VenueCreditErrorCode.NO_SUCH_CREDIT: lazy_gettext("We couldn’t find this credit."),
    VenueCreditErrorCode.NOT_LIVE: lazy_gettext(
        "Guests can’t book here while the venue isn’t live, so you can’t give them credit now."
    ),
    VenueCreditErrorCode.TOO_LATE: lambda days: ngettext(
        "You can take credit back for %(num)d day.", "You can take credit back for %(num)d days.", days
    ),
}
