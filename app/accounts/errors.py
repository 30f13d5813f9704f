"""Codes of the rules that this feature's actions and queries enforce. Their texts are in `error_texts`."""

from enum import auto

from app.core.errors import ErrorCode


class AccountErrorCode(ErrorCode):
    ACCOUNT_SUSPENDED = auto()
    ALREADY_SUSPENDED = auto()
    CODE_ENDED = auto()
    EMAIL_TAKEN = auto()
    LAST_ADMIN = auto()
    LINK_ENDED = auto()
    NOT_SUSPENDED = auto()
    NOT_YOUR_PASSWORD = auto()
    NO_SUCH_ACCOUNT = auto()
    NO_SUCH_DEVICE = auto()
    NO_SUCH_SESSION = auto()
    OWN_SUSPENSION = auto()
    PASSWORD_COMMON = auto()
    PASSWORD_LONG = auto()
    PASSWORD_OBVIOUS = auto()
    PASSWORD_SHORT = auto()
    VIEW_AS_ADMIN = auto()
    WRONG_CODE = auto()
    WRONG_PASSWORD = auto()
