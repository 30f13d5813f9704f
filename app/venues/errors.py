"""Codes of the rules that this feature's actions and queries enforce. Their texts are in `error_texts`."""

from enum import auto

from app.core.errors import ErrorCode


class VenueErrorCode(ErrorCode):
    ADMINS_DONT_WORK = auto()
    ALREADY_DECIDED = auto()
    BOOKING_WINDOW = auto()
    CANCELLATION_FEE = auto()
    CATEGORY_GONE = auto()
    FREE_CANCELLATION = auto()
    LAST_OWNER = auto()
    MINIMUM_NOTICE = auto()
    NOTHING_TO_SUBMIT = auto()
    NOT_IN_REVIEW = auto()
    NO_NOTE = auto()
    NO_REASON = auto()
    NOT_MAIN_OWNER = auto()
    NO_SUCH_STAFF = auto()
    NO_SUCH_VENUE = auto()
    NO_SUCH_ZIP_CODE = auto()
    NO_VENUE_YET = auto()
    ONLINE_RESCHEDULING = auto()
    OWNER_HAS_OTHER_VENUE = auto()
    PHOTOS_CHANGED = auto()
    PHOTO_REMOVED = auto()
    PHOTO_REMOVED_MEANWHILE = auto()
    PIN_TOO_FAR = auto()
    RESTORE_TOO_LATE = auto()
    SECOND_VENUE = auto()
    STATUS_CHANGED = auto()
    TIME_TO_ACCEPT = auto()
    TOO_MANY_PHOTOS = auto()
    UPCOMING_PER_GUEST = auto()
    WORKS_ALREADY = auto()
    ZIP_CODE_OF_OTHER_STATE = auto()
