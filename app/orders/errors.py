"""Codes of the rules that this feature's actions and queries enforce. Their texts are in `error_texts`."""

from enum import auto

from app.core.errors import ErrorCode


class OrderErrorCode(ErrorCode):
    CART_NEEDS_ATTENTION = auto()
    TOO_MANY_HELD = auto()
    TOO_MANY_UNPAID = auto()
    TOO_MANY_UPCOMING = auto()
    VENUES_CLOSED = auto()
