"""Codes of the rules that this feature's actions and queries enforce. Their texts are in `error_texts`."""

from enum import auto

from app.core.errors import ErrorCode


class ProfileErrorCode(ErrorCode):
    CARE_NOTE_KEY_MISSING = auto()
    CONSENT_MISSING = auto()
    NOT_OWNER = auto()
    NOT_SERVED_BY = auto()
    NO_CARE_NOTE = auto()
    NO_SUCH_DATE = auto()
    TOO_MANY_PREFERRED = auto()
