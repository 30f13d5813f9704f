"""Codes of the rules that this feature's actions and queries enforce. Their texts are in `error_texts`."""

from enum import auto

from app.core.errors import ErrorCode


class FrontDeskErrorCode(ErrorCode):
    BLOCK_CHANGED = auto()
    BLOCK_CONFLICT = auto()
    BLOCK_REMOVED = auto()
    BLOCK_TOO_LONG = auto()
    ENDS_BEFORE_START = auto()
    MEMBER_NOT_WORKING = auto()
    NOBODY_CHOSEN = auto()
    NO_EMAIL_ADDRESS = auto()
    NO_MEMBER_OFFERS = auto()
    NO_MEMBER_WORKING = auto()
    OUTSIDE_BUSINESS_HOURS = auto()
    PRICE_INCREASED = auto()
    SLOT_CONFLICT = auto()
    TIME_OUT_OF_RANGE = auto()
    TIME_PASSED = auto()
    TOO_FEW_SPOTS = auto()
