"""Codes of the rules that this feature's actions and queries enforce. Their texts are in `error_texts`."""

from enum import auto

from app.core.errors import ErrorCode


class OffboardingErrorCode(ErrorCode):
    BOOKINGS_LEFT = auto()
    HELD_AT_CHECKOUT = auto()
    NO_REASON = auto()
    REPLACEMENT_UNAVAILABLE = auto()
