"""Codes of the rules that this feature's actions and queries enforce. Their texts are in `error_texts`."""

from enum import auto

from app.core.errors import ErrorCode


class IdentityErrorCode(ErrorCode):
    ANOTHER_ACCOUNT_CONNECTED = auto()
    ATTEMPT_OVER = auto()
    CANCELED = auto()
    CONNECTED_ELSEWHERE = auto()
    EMAIL_MISSING = auto()
    EMAIL_UNVERIFIED = auto()
    LAST_WAY_IN = auto()
    NEEDS_TWO_FACTORS = auto()
    NOT_THIS_ACCOUNT = auto()
    NO_SUCH_PROVIDER = auto()
    PROVIDER_DOWN = auto()
    PROVIDER_REFUSED = auto()
    WRONG_ACCOUNT = auto()
