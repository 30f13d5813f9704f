"""What people read when one of this feature's rules is violated."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext

from app.core.errors import ErrorTexts
from app.core.formats import usd
from app.finance.errors import FinanceErrorCode


def more_than_free(*, free: int) -> str:
    return _("You can pay out %(most)s at most. The rest belongs to guests and venues.", most=usd(max(0, free)))


TEXTS: ErrorTexts = {
    FinanceErrorCode.ALREADY_RESOLVED: lazy_gettext("This difference is resolved already."),
    FinanceErrorCode.DIFFERENCES_OPEN: lazy_gettext(
        "The ledger and Stripe don’t agree yet. Resolve the differences, or check the box to close the month anyway."
    ),
    FinanceErrorCode.EARLIER_MONTH_OPEN: lazy_gettext("Close the earlier months first."),
    FinanceErrorCode.MONTH_CLOSED: lazy_gettext("This month is closed already."),
    FinanceErrorCode.MONTH_NOT_OVER: lazy_gettext("A month can be closed a day after it ends."),
    FinanceErrorCode.MORE_THAN_FREE: more_than_free,
    FinanceErrorCode.NO_SUCH_DIFFERENCE: lazy_gettext("We can’t find that difference."),
    FinanceErrorCode.NO_SUCH_MONTH: lazy_gettext("There are no entries from that month."),
    FinanceErrorCode.PAYOUT_UNDERWAY: lazy_gettext("Another payout is being sent. Try again in a minute."),
}
