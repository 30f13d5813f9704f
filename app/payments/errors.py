"""Codes of the rules that this feature's actions and queries enforce. Their texts are in `error_texts`."""

from enum import auto

from app.core.errors import ErrorCode


class PaymentErrorCode(ErrorCode):
    ALREADY_RESOLVED = auto()
    CHARGE_UNDERWAY = auto()
    HOLD_ENDED = auto()
    LESS_THAN_LEAST_CHARGE = auto()
    NO_SUCH_PROBLEM = auto()
