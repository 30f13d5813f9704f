"""Codes of the rules that this feature's actions and queries enforce. Their texts are in `error_texts`."""

from enum import auto

from app.core.errors import ErrorCode


class TeamErrorCode(ErrorCode):
    BUFFER = auto()
    LAST_DAY_BEFORE_FIRST = auto()
    NOT_AT_VENUE = auto()
    NO_SUCH_MEMBER = auto()
    TEAM_CHANGED = auto()
    TEAM_FULL = auto()
    TIME_OFF_ENDS_BEFORE_START = auto()
    TIME_OFF_REMOVED = auto()
    TOO_MANY_TIMES_OFF = auto()
    WEEKLY_TIME_OFF_ENDS_BEFORE_START = auto()
