"""Codes of the rules that this feature's actions and queries enforce. Their texts are in `error_texts`."""

from enum import auto

from app.core.errors import ErrorCode


class VenueCreditErrorCode(ErrorCode):
    ALREADY_PAID = auto()
    ALREADY_TAKEN_BACK = auto()
    ALREADY_USED = auto()
    BALANCE_CHANGED = auto()
    NO_SUCH_CREDIT = auto()
    NOT_LIVE = auto()
    TOO_LATE = auto()
