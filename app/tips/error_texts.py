"""What people read when one of this feature's rules is violated."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext

from app.core.errors import ErrorTexts
from app.core.formats import usd_short
from app.tips.errors import TipErrorCode


def _amount(least: int, most: int) -> str:
    return _("Enter a tip of %(least)s to %(most)s.", least=usd_short(least), most=usd_short(most))


TEXTS: ErrorTexts = {
    TipErrorCode.ALREADY_TIPPED: lazy_gettext("You already tipped for this booking. Thank you."),
    TipErrorCode.AMOUNT: _amount,
    TipErrorCode.NOT_COMPLETED: lazy_gettext("You can tip after your booking is completed."),
    TipErrorCode.NOT_PAID_ONLINE: lazy_gettext("You paid for this booking at the venue, so you can tip only there."),
    TipErrorCode.NO_TIPS: lazy_gettext("%(venue)s doesn’t take tips online."),
    TipErrorCode.TOO_LATE: lazy_gettext("You can tip up to %(days)s days after your booking. That time has passed."),
}
