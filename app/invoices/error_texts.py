"""What people read when one of this feature's rules is violated."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext

from app.core.errors import ErrorTexts
from app.core.formats import usd
from app.invoices.errors import InvoiceErrorCode


def more_than_open(*, left: int) -> str:
    return _(
        "%(left)s is open now. Enter that at most. Transfers keep the rest, or the owner is paying it online.",
        left=usd(left),
    )


TEXTS: ErrorTexts = {
    InvoiceErrorCode.ALREADY_UNDONE: lazy_gettext("This is undone already."),
    InvoiceErrorCode.MORE_THAN_OPEN: more_than_open,
    InvoiceErrorCode.NO_SUCH_INVOICE: lazy_gettext("We can’t find that invoice."),
    InvoiceErrorCode.NO_SUCH_SETTLEMENT: lazy_gettext("We can’t find that payment or write-off."),
    InvoiceErrorCode.NOTHING_TO_PAY: lazy_gettext("There’s nothing to pay now: your next payouts cover it."),
    InvoiceErrorCode.PAID_LATER: lazy_gettext("Enter today or an earlier day. Record a payment after it arrives."),
    InvoiceErrorCode.PAYMENT_UNDERWAY: lazy_gettext("A payment is underway. Try again in a minute."),
}
