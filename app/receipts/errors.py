"""Codes of the rules that this feature's actions and queries enforce. Their texts are in `error_texts`."""

from enum import auto

from app.core.errors import ErrorCode


class ReceiptErrorCode(ErrorCode):
    NO_SUCH_RECEIPT = auto()
    PDF_FAILED = auto()
    TOO_MANY = auto()
