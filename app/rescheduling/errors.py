"""Codes of the rules that this feature's actions and queries enforce. Their texts are in `error_texts`."""

from enum import auto

from app.core.errors import ErrorCode


class ReschedulingErrorCode(ErrorCode):
    CHANGED = auto()
    JUST_BOOKED = auto()
    LENGTH = auto()
    MEMBER_NOT_OFFERED = auto()
    NEEDS_CONFIRMATION = auto()
    NOTHING_TO_UNDO = auto()
    NOT_ONLINE = auto()
    NOT_ON_TEAM = auto()
    PREVIOUS_TIME_PASSED = auto()
    PREVIOUS_TIME_TAKEN = auto()
    PRICE_CHANGED = auto()
    SAME_TIME = auto()
    SERVICE_NOT_OFFERED = auto()
    SLOT_CONFLICT = auto()
    STATE = auto()
    TIME_PASSED = auto()
    TOO_FAR_AHEAD = auto()
    WAITS_FOR_PAYMENT = auto()
