"""Codes of the rules that this feature's actions and queries enforce. Their texts are in `error_texts`."""

from enum import auto

from app.core.errors import ErrorCode


class TipErrorCode(ErrorCode):
    ALREADY_TIPPED = auto()
    AMOUNT = auto()
    NOT_COMPLETED = auto()
    NOT_PAID_ONLINE = auto()
    NO_TIPS = auto()
    TOO_LATE = auto()
