"""What people read when one of this feature's rules is violated."""

from flask_babel import lazy_gettext

from app.core.errors import ErrorTexts
from app.payments.errors import PaymentErrorCode

HOLD_ENDED = lazy_gettext(
    "Your times are no longer held, and you weren’t charged. They’re still in your cart. Check out again."
)

TEXTS: ErrorTexts = {
    PaymentErrorCode.ALREADY_RESOLVED: lazy_gettext("This is resolved already."),
    PaymentErrorCode.CHARGE_UNDERWAY: lazy_gettext(
        "We’re charging your saved card right now. Check again in a few minutes."
    ),
    PaymentErrorCode.HOLD_ENDED: HOLD_ENDED,
    PaymentErrorCode.LESS_THAN_LEAST_CHARGE: lazy_gettext(
        "Card payments must be at least $0.50. Add another service to your cart."
    ),
    PaymentErrorCode.NO_SUCH_PROBLEM: lazy_gettext("We can’t find that. It may have turned out to be ours."),
}
