"""Codes of the rules that this feature's actions and queries enforce. Their texts are in `error_texts`."""

from enum import auto

from app.core.errors import ErrorCode


class FinanceErrorCode(ErrorCode):
    ALREADY_RESOLVED = auto()
    ALREADY_UNDONE = auto()
    DIFFERENCES_OPEN = auto()
    EARLIER_MONTH_OPEN = auto()
    MONTH_CLOSED = auto()
    MONTH_NOT_OVER = auto()
    MORE_THAN_FREE = auto()
    MORE_THAN_TAX_OWED = auto()
    NO_SUCH_DIFFERENCE = auto()
    NO_SUCH_MONTH = auto()
    NO_SUCH_TAX_PAYMENT = auto()
    PAID_LATER = auto()
    PAYOUT_UNDERWAY = auto()
    PERIOD_ENDS_FIRST = auto()
