"""Codes of the rules that this feature's actions and queries enforce. Their texts are in `error_texts`."""

from enum import auto

from app.core.errors import ErrorCode


class PrivacyErrorCode(ErrorCode):
    ALREADY_ERASED = auto()
    EXPORT_RUNS = auto()
    EXPORT_UNREADABLE = auto()
    HAS_UPCOMING = auto()
    NO_SUCH_EXPORT = auto()
    NO_SUCH_REQUEST = auto()
    OWNS_VENUE = auto()
