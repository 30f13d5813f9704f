"""Codes of the rules that this feature's actions and queries enforce. Their texts are in `error_texts`."""

from enum import auto

from app.core.errors import ErrorCode


class DealErrorCode(ErrorCode):
    ALREADY_LISTED = auto()
    ALREADY_LIVE = auto()
    ALREADY_REVIEWED = auto()
    AMOUNT_TOO_HIGH = auto()
    BOOKING_LIMIT = auto()
    COMBINES_WITHOUT_PROMO_CODE = auto()
    ENDS_BEFORE_START = auto()
    END_DATE_PASSED = auto()
    HAS_ENDED = auto()
    HOURS_OVERLAP = auto()
    HOURS_START = auto()
    HOURS_TOO_LONG = auto()
    LAST_MINUTE_HOURS = auto()
    LIMIT_REACHED = auto()
    NAME_TOO_LONG = auto()
    NOT_A_DRAFT = auto()
    NOT_EDITABLE = auto()
    NOT_IN_REVIEW = auto()
    NOT_LIVE = auto()
    NOT_REMOVABLE = auto()
    NO_AMOUNT = auto()
    NO_NAME = auto()
    NO_NOTE = auto()
    NO_SUCH_DEAL = auto()
    NO_SUCH_DEAL_AT_VENUE = auto()
    NO_SUCH_SITEWIDE_DEAL = auto()
    PERCENT = auto()
    PROMO_CODE_LENGTH = auto()
    PROMO_CODE_TAKEN = auto()
    SERVICE_NOT_OFFERED = auto()
    SITEWIDE_ENDED = auto()
    SITEWIDE_SERVICE = auto()
