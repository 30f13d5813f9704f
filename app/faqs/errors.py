"""Codes of the rules that this feature's actions and queries enforce. Their texts are in `error_texts`."""

from enum import auto

from app.core.errors import ErrorCode


class FaqErrorCode(ErrorCode):
    LIST_CHANGED = auto()
    NO_RESTORE = auto()
    NO_SUCH_QUESTION = auto()
    TOO_MANY_QUESTIONS = auto()
