"""Codes of the rules that this feature's actions and queries enforce. Their texts are in `error_texts`."""

from enum import auto

from app.core.errors import ErrorCode


class HoursErrorCode(ErrorCode):
    DATES_TOO_LONG = auto()
    NOT_ON_TEAM = auto()
