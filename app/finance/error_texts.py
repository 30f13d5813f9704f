"""What people read when one of this feature's rules is violated."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext

from app.core.errors import ErrorTexts
from app.core.formats import usd
from app.finance.errors import FinanceErrorCode


def more_than_free(*, free: int) -> str:
    return _("You can pay out %(most)s at most. The rest belongs to guests and venues.", most=usd(max(0, free)))


def more_than_tax_owed(*, owed: int) -> str:
    return _(
        "We owe this jurisdiction %(owed)s. Enter that at most."
        " Record interest and penalties in your accounting program.",
        owed=usd(max(0, owed)),
    )


TEXTS: ErrorTexts = {
    FinanceErrorCode.ALREADY_RESOLVED: lazy_gettext("This difference is resolved already."),
    FinanceErrorCode.ALREADY_UNDONE: lazy_gettext("This payment is undone already."),
    FinanceErrorCode.DIFFERENCES_OPEN: lazy_gettext(
        "The ledger and Stripe don’t agree yet. Resolve the differences, or check the box to close the month anyway."
    ),
    FinanceErrorCode.EARLIER_MONTH_OPEN: lazy_gettext("Close the earlier months first."),
    FinanceErrorCode.MONTH_CLOSED: lazy_gettext("This month is closed already."),
    FinanceErrorCode.MONTH_NOT_OVER: lazy_gettext("A month can be closed a day after it ends."),
    FinanceErrorCode.MORE_THAN_FREE: more_than_free,
    FinanceErrorCode.MORE_THAN_TAX_OWED: more_than_tax_owed,
    FinanceErrorCode.NO_SUCH_DIFFERENCE: lazy_gettext("We can’t find that difference."),
    FinanceErrorCode.NO_SUCH_MONTH: lazy_gettext("There are no entries from that month."),
    FinanceErrorCode.NO_SUCH_TAX_PAYMENT: lazy_gettext("We can’t find that payment."),
    FinanceErrorCode.PAID_LATER: lazy_gettext("Enter today or an earlier day. Record a payment after you make it."),
    FinanceErrorCode.PAYOUT_UNDERWAY: lazy_gettext("Another payout is being sent. Try again in a minute."),
    FinanceErrorCode.PERIOD_ENDS_FIRST: lazy_gettext("The last day can’t be before the first day."),
}
