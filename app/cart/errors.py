"""Codes of the rules that this feature's actions and queries enforce. Their texts are in `error_texts`."""

from enum import auto

from app.core.errors import ErrorCode


class CartErrorCode(ErrorCode):
    ADD_ON_NOT_OFFERED = auto()
    CART_FULL = auto()
    MEMBER_NOT_OFFERED = auto()
    NO_GUESTS = auto()
    NO_SUCH_LINE = auto()
    ONE_GUEST_PER_MEMBER = auto()
    PAYS_AS_THE_VENUE_SAYS = auto()
    PRICE_CHANGED = auto()
    SERVICE_NOT_OFFERED = auto()
    TOO_MANY_GUESTS = auto()
