"""Codes of the rules that this feature's actions and queries enforce. Their texts are in `error_texts`."""

from enum import auto

from app.core.errors import ErrorCode


class TwoFactorErrorCode(ErrorCode):
    CODES_REPLACED = auto()
    LAST_WAY_IN = auto()
    NO_RESET = auto()
    NO_SET_UP = auto()
    NO_SUCH_PASSKEY = auto()
    NOTHING_TO_RESET = auto()
    OWN_RESET = auto()
    PASSKEY_KNOWN = auto()
    PASSKEY_REFUSED = auto()
    REQUIRED_FOR_ADMINS = auto()
    RESET_OPEN = auto()
    RESET_NEEDS_ANOTHER_ADMIN = auto()
    SEED_KEY_MISSING = auto()
    TOO_MANY_PASSKEYS = auto()
    TWO_FACTOR_OFF = auto()
    WRONG_CODE = auto()
