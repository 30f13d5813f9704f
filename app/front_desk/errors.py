"""Codes of the rules that this feature's actions and queries enforce. Their texts are in `error_texts`."""

from enum import auto

from app.core.errors import ErrorCode


class FrontDeskErrorCode(ErrorCode):
    BLOCK_REMOVED = auto()
    BLOCK_TOO_LONG = auto()
    ENDS_BEFORE_START = auto()
    NOBODY_CHOSEN = auto()
    NO_EMAIL_ADDRESS = auto()
    PRICE_INCREASED = auto()
    TIME_PASSED = auto()
