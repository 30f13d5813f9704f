"""Codes of the rules that this feature's actions and queries enforce. Their texts are in `error_texts`."""

from enum import auto

from app.core.errors import ErrorCode


class GiftCardErrorCode(ErrorCode):
    ALREADY_REDEEMED = auto()
    CHARGED_BACK = auto()
    DISPUTED = auto()
    NO_SUCH_CARD = auto()
    NOT_IN_THIS_STATE = auto()
    TOO_MANY = auto()
    TOO_MUCH = auto()
    TURNED_OVER = auto()
    WRONG_CODE = auto()
