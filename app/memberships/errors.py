"""Codes of the rules that this feature's actions and queries enforce. Their texts are in `error_texts`."""

from enum import auto

from app.core.errors import ErrorCode


class MembershipErrorCode(ErrorCode):
    ALREADY_MEMBER = auto()
    NOT_OFFERED = auto()
    NO_SUCH_MEMBERSHIP = auto()
