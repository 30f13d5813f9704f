"""Codes of the rules that this feature's actions enforce. Their texts are in `error_texts`."""

from enum import auto

from app.core.errors import ErrorCode


class PassErrorCode(ErrorCode):
    NOTHING_LEFT = auto()
