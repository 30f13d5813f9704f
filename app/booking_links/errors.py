"""Codes of the rules that this feature's actions and queries enforce. Their texts are in `error_texts`."""

from enum import auto

from app.core.errors import ErrorCode


class BookingLinkErrorCode(ErrorCode):
    HAS_PATH = auto()
    NO_SUCH_WEBSITE = auto()
    NOT_A_WEBSITE = auto()
    NOT_HTTPS = auto()
    POSTER_FAILED = auto()
    TOO_MANY_WEBSITES = auto()
    WEBSITE_LISTED = auto()
    WILDCARD = auto()
