"""Codes of the rules that this feature's actions and queries enforce. Their texts are in `error_texts`."""

from enum import auto

from app.core.errors import ErrorCode


class FinanceErrorCode(ErrorCode):
    ALREADY_RESOLVED = auto()
    DIFFERENCES_OPEN = auto()
    EARLIER_MONTH_OPEN = auto()
    MONTH_CLOSED = auto()
    MONTH_NOT_OVER = auto()
    MORE_THAN_FREE = auto()
    NO_SUCH_DIFFERENCE = auto()
    NO_SUCH_MONTH = auto()
    PAYOUT_UNDERWAY = auto()
