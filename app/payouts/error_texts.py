"""What people read when one of this feature's rules is violated."""

from flask_babel import lazy_gettext

from app.core.errors import ErrorTexts
from app.payouts.errors import PayoutErrorCode

TEXTS: ErrorTexts = {
    PayoutErrorCode.NO_SUCH_PAYOUT: lazy_gettext(
        "We can’t find that payout. Your payouts are on Payments and payouts."
    ),
}
