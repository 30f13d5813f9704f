"""Codes of the rules that this feature's actions and queries enforce. Their texts are in `error_texts`."""

from enum import auto

from app.core.errors import ErrorCode


class CashOutErrorCode(ErrorCode):
    ALREADY_ASKED = auto()
    ALREADY_DECIDED = auto()
    DISPUTED = auto()
    NO_CARD_TO_REFUND = auto()
    NO_SUCH_CASH_OUT = auto()
    NOT_IN_THIS_STATE = auto()
    PAID_LATER = auto()
