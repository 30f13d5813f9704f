"""Codes of the rules that this feature's actions and queries enforce. Their texts are in `error_texts`."""

from enum import auto

from app.core.errors import ErrorCode


class IntakeErrorCode(ErrorCode):
    FORM_CHANGED = auto()
    HEALTH_KEY_MISSING = auto()
    LIST_CHANGED = auto()
    NOT_ASKED = auto()
    NO_EMAIL_ADDRESS = auto()
    NO_HEALTH_ANSWERS = auto()
    NO_RESTORE = auto()
    NO_SUCH_ANSWERS = auto()
    NO_SUCH_FORM = auto()
    NO_SUCH_QUESTION = auto()
    SENT_OFTEN = auto()
    SENT_RECENTLY = auto()
    TOO_MANY_FORMS = auto()
    TOO_MANY_QUESTIONS = auto()
    VENUE_CANNOT_EMAIL = auto()
