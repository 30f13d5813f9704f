"""Codes of the rules that this feature's actions and queries enforce. Their texts are in `error_texts`."""

from enum import auto

from app.core.errors import ErrorCode


class BookingErrorCode(ErrorCode):
    DESK_AMOUNT = auto()
    ALREADY_RETRIED = auto()
    ARRIVES_ON_ITS_DAY = auto()
    EXACT_REFUND = auto()
    FULLY_REFUNDED = auto()
    HAS_STARTED = auto()
    LESS_LEFT_TO_REFUND = auto()
    NOT_PAID_ONLINE = auto()
    NOT_STARTED = auto()
    NO_ARRIVAL_IN_STATE = auto()
    NO_EMAIL_ADDRESS = auto()
    NO_EQUIPMENT = auto()
    NO_LONGER_NO_SHOW = auto()
    NO_MESSAGE = auto()
    NO_ROOM = auto()
    NO_SUCH_BOOKING = auto()
    NO_SUCH_BOOKING_AT_VENUE = auto()
    NO_SUCH_DESK_PAYMENT = auto()
    NO_SUCH_ORDER = auto()
    NO_SUCH_PAYMENT_LINK = auto()
    NOTHING_DUE = auto()
    OTHER_REFUND_MADE = auto()
    PAID_ONLINE = auto()
    REFUND_AMOUNT = auto()
    REFUND_NOT_FAILED = auto()
    REFUND_OUTSIDE_POLICY = auto()
    REQUEST_EXPIRED = auto()
    REST_IS_BOOKED = auto()
    STATE_CHANGED = auto()
