"""Codes of the rules that this feature's actions and queries enforce. Their texts are in `error_texts`."""

from enum import auto

from app.core.errors import ErrorCode


class FacilityChangeErrorCode(ErrorCode):
    HELD_AT_CHECKOUT = auto()
    IN_USE = auto()
    LIST_FULL = auto()
    NAME_IN_USE = auto()
    NOT_UPCOMING = auto()
    NO_OTHER_PLACE = auto()
    SAME_PLACE = auto()
    TOO_SMALL = auto()
