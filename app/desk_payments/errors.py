"""Codes of the rules that this feature's actions enforce. Their texts are in `error_texts`."""

from enum import auto

from app.core.errors import ErrorCode


class DeskPaymentErrorCode(ErrorCode):
    EXPLAIN_DIFFERENCE = auto()
    LINK_AMOUNT = auto()
    LINK_IS_OPEN = auto()
    NOT_YET = auto()
