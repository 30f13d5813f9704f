"""What people read when one of this feature's rules is violated."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext

from app.core.errors import ErrorTexts
from app.core.formats import usd
from app.desk_payments.errors import DeskPaymentErrorCode

TEXTS: ErrorTexts = {
    DeskPaymentErrorCode.EXPLAIN_DIFFERENCE: lambda cents: _(
        "The count differs by %(amount)s. Say why, if you know, or enter “Don’t know”.", amount=usd(cents)
    ),
    DeskPaymentErrorCode.LINK_AMOUNT: lambda least, most: _(
        "Enter an amount from %(least)s to %(most)s, which is still due.", least=usd(least), most=usd(most)
    ),
    DeskPaymentErrorCode.LINK_IS_OPEN: lazy_gettext("The guest can already pay this at a link. Cancel it first."),
    DeskPaymentErrorCode.NOT_YET: lazy_gettext("This day is in the future."),
}
