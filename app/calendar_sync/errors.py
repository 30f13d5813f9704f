"""Codes of the rules that this feature's actions and queries enforce. Their texts are in `error_texts`."""

from enum import auto

from app.core.errors import ErrorCode


class CalendarSyncErrorCode(ErrorCode):
    LINK_REVOKED = auto()
    NOT_CONNECTED = auto()
    OWN_CALENDAR = auto()
