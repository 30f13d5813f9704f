"""Codes of the rules that this feature's actions and queries enforce. Their texts are in `error_texts`."""

from enum import auto

from app.core.errors import ErrorCode


class AccountErrorCode(ErrorCode):
    ACCOUNT_SUSPENDED = auto()
    ALREADY_SUSPENDED = auto()
    EMAIL_TAKEN = auto()
    LAST_ADMIN = auto()
    NOT_SUSPENDED = auto()
    NOT_YOUR_PASSWORD = auto()
    NO_SUCH_ACCOUNT = auto()
    NO_SUCH_DEVICE = auto()
    NO_SUCH_SESSION = auto()
    OWN_SUSPENSION = auto()
    VIEW_AS_ADMIN = auto()
    WRONG_PASSWORD = auto()
