"""Codes of the rules that this feature's actions and queries enforce. Their texts are in `error_texts`."""

from enum import auto

from app.core.errors import ErrorCode


class TaxErrorCode(ErrorCode):
    ENDS_BEFORE_IT_STARTS = auto()
    ENDS_IN_THE_PAST = auto()
    HAS_ENDED = auto()
    NO_SUCH_RULE = auto()
    OVERLAPS = auto()
