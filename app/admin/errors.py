"""Codes of the rules that this feature's actions and queries enforce. Their texts are in `error_texts`."""

from enum import auto

from app.core.errors import ErrorCode


class AdminErrorCode(ErrorCode):
    ALREADY_RESOLVED = auto()
    CREDIT_CHANGED = auto()
    EMAIL_TAKEN = auto()
    NO_SUCH_EVENT = auto()
    REFUND_LIMIT = auto()
    SAME_PERSON = auto()
    FEATURED_UNTIL_PAST = auto()
    LIST_CHANGED = auto()
    NOTHING_IN_REVIEW = auto()
    NOT_FEATURED = auto()
    NO_SUCH_BOOKING = auto()
    NO_SUCH_ORDER = auto()
    NO_SUCH_REFUND = auto()
    NO_SUCH_VENUE = auto()
    NO_SUCH_VERSION = auto()
    OWNS_VENUE = auto()
    SAME_ROLE = auto()
    TOO_MANY_FEATURED = auto()
    VENUE_NOT_LIVE = auto()
    WORKS_AT_VENUE = auto()
