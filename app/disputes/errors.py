"""Codes of the rules that this feature's actions and queries enforce. Their texts are in `error_texts`."""

from enum import auto

from app.core.errors import ErrorCode


class DisputeErrorCode(ErrorCode):
    NO_SUCH_DISPUTE = auto()
    ALREADY_DECIDED = auto()
    ALLOCATED_TOO_MUCH = auto()
    NOT_AN_AMOUNT = auto()
    ALREADY_SUBMITTED = auto()
    NO_EVIDENCE = auto()
    TOO_MUCH_EVIDENCE = auto()
    ANOTHER_VERSION = auto()
