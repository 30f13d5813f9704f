"""Codes of the rules that this feature's actions and queries enforce. Their texts are in `error_texts`."""

from enum import auto

from app.core.errors import ErrorCode


class SavedCardErrorCode(ErrorCode):
    IN_USE = auto()
    NO_SUCH_CARD = auto()
