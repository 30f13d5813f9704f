"""Codes of the rules that this feature's actions and queries enforce. Their texts are in `error_texts`."""

from enum import auto

from app.core.errors import ErrorCode


class WaitlistErrorCode(ErrorCode):
    ALREADY_ON_WAITLIST = auto()
    AVAILABLE_NOW = auto()
    BEYOND_BOOKING_WINDOW = auto()
    MEMBER_NOT_OFFERED = auto()
    NOT_ON_WAITLIST = auto()
    NO_REJOIN = auto()
    NO_SUCH_ENTRY = auto()
    ONE_GUEST_PER_MEMBER = auto()
    TOO_LATE_TO_JOIN = auto()
    TOO_MANY_GUESTS = auto()
    TOO_MANY_WAITLISTS = auto()
    VENUE_CLOSED = auto()
