"""What people read when one of this feature's rules is violated."""

from flask_babel import lazy_gettext

from app.core.errors import ErrorTexts
from app.unclaimed.errors import UnclaimedErrorCode

TEXTS: ErrorTexts = {
    UnclaimedErrorCode.CHANGED: lazy_gettext(
        "Some of this was used or turned over in the meantime. Check the list, and record it again."
    ),
    UnclaimedErrorCode.NOTHING_CHOSEN: lazy_gettext("Choose what was turned over."),
    UnclaimedErrorCode.PAID_LATER: lazy_gettext("Enter today or an earlier day. Record a payment after you make it."),
}
