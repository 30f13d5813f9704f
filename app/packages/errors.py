"""Codes of the rules that this feature's actions and queries enforce. Their texts are in `error_texts`."""

from enum import auto

from app.core.errors import ErrorCode


class PackageErrorCode(ErrorCode):
    NO_SUCH_PACKAGE = auto()
    NOT_SOLD = auto()
    NOTHING_INCLUDED = auto()
    NOTHING_TO_REFUND = auto()
    OTHER_SERVICES = auto()
    TOO_MANY = auto()
