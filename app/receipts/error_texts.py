"""What people read when one of this feature's rules is violated."""

from flask_babel import lazy_gettext

from app.core.errors import ErrorTexts
from app.receipts.errors import ReceiptErrorCode

TEXTS: ErrorTexts = {
    ReceiptErrorCode.NO_SUCH_RECEIPT: lazy_gettext("We can’t find that receipt. Yours are on Payments and refunds."),
    ReceiptErrorCode.TOO_MANY: lazy_gettext("These are more than %(most)s receipts. Choose a month."),
    ReceiptErrorCode.PDF_FAILED: lazy_gettext("We couldn’t make the PDF just now. Try again in a minute."),
}
