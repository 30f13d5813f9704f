"""Codes of the rules that this feature's actions and queries enforce. Their texts are in `error_texts`."""

from enum import auto

from app.core.errors import ErrorCode


class UnclaimedErrorCode(ErrorCode):
    ALREADY_UNDONE = auto()
    CHANGED = auto()
    NO_SUCH_TURNOVER = auto()
    NOTHING_CHOSEN = auto()
    PAID_LATER = auto()
