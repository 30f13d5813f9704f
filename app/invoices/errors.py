"""Codes of the rules that this feature's actions and queries enforce. Their texts are in `error_texts`."""

from enum import auto

from app.core.errors import ErrorCode


class InvoiceErrorCode(ErrorCode):
    ALREADY_UNDONE = auto()
    MORE_THAN_OPEN = auto()
    NO_SUCH_INVOICE = auto()
    NO_SUCH_SETTLEMENT = auto()
    NOTHING_TO_PAY = auto()
    PAID_LATER = auto()
    PAYMENT_UNDERWAY = auto()
