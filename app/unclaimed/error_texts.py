"""What people read when one of this feature's rules is violated."""

from flask_babel import lazy_gettext

from app.core.errors import ErrorTexts
from app.unclaimed.errors import UnclaimedErrorCode

TEXTS: ErrorTexts = {
    UnclaimedErrorCode.ALREADY_UNDONE: lazy_gettext("This payment is undone already."),
    UnclaimedErrorCode.CHANGED: lazy_gettext(
        "Some of this was used or turned over in the meantime. Check the list, and record it again."
    ),
    UnclaimedErrorCode.NO_SUCH_TURNOVER: lazy_gettext("We can’t find that payment."),
    UnclaimedErrorCode.NOTHING_CHOSEN: lazy_gettext("Choose what was turned over."),
    UnclaimedErrorCode.PAID_LATER: lazy_gettext("Enter today or an earlier day. Record a payment after you make it."),
}
