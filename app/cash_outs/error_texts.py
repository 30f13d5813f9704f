"""What people read when one of this feature's rules is violated."""

from flask_babel import lazy_gettext

from app.cash_outs.errors import CashOutErrorCode
from app.core.errors import ErrorTexts

TEXTS: ErrorTexts = {
    CashOutErrorCode.ALREADY_ASKED: lazy_gettext("You already asked. We’ll email you when we send the money."),
    CashOutErrorCode.ALREADY_DECIDED: lazy_gettext("This cash-out was paid or declined already."),
    CashOutErrorCode.DISPUTED: lazy_gettext(
        "A bank disputes the payment for this guest’s gift card. Wait until it decides, or decline the cash-out."
    ),
    CashOutErrorCode.NO_CARD_TO_REFUND: lazy_gettext(
        "This guest bought no gift card that can be refunded. Choose another way."
    ),
    CashOutErrorCode.NO_SUCH_CASH_OUT: lazy_gettext("We can’t find that cash-out."),
    CashOutErrorCode.NOT_IN_THIS_STATE: lazy_gettext(
        "The law of that state doesn’t cover this amount. Reload the page to see your credit."
    ),
    CashOutErrorCode.PAID_LATER: lazy_gettext("Enter today or an earlier day. Record a payment after you make it."),
}
