"""What people read when one of this feature's rules is violated."""

from flask_babel import lazy_gettext

from app.core.errors import ErrorTexts
from app.two_factor.errors import TwoFactorErrorCode

TEXTS: ErrorTexts = {
    TwoFactorErrorCode.CODES_REPLACED: lazy_gettext("You have newer recovery codes. Use the page that shows them."),
    TwoFactorErrorCode.LAST_WAY_IN: lazy_gettext(
        "You need this passkey to log in. Add another passkey or a password first."
    ),
    TwoFactorErrorCode.NO_RESET: lazy_gettext(
        "There’s no open request for this account. Reload the page to see its current status."
    ),
    TwoFactorErrorCode.NO_SET_UP: lazy_gettext("This setup expired. Start again from the security page."),
    TwoFactorErrorCode.NO_SUCH_PASSKEY: lazy_gettext(
        "We can’t find this passkey. It may have been removed. Reload the page to see all of them."
    ),
    TwoFactorErrorCode.NOTHING_TO_RESET: lazy_gettext("This account has no second factor and no passkey."),
    TwoFactorErrorCode.OWN_RESET: lazy_gettext("You can’t reset your own account. Ask two other admins."),
    TwoFactorErrorCode.PASSKEY_KNOWN: lazy_gettext("This passkey is already on your account. Use another device."),
    TwoFactorErrorCode.PASSKEY_REFUSED: lazy_gettext(
        "That passkey didn’t work. Try again, or choose another way to log in."
    ),
    TwoFactorErrorCode.REQUIRED_FOR_ADMINS: lazy_gettext(
        "Admins need two-factor login. You can replace your app, but you can’t turn it off."
    ),
    TwoFactorErrorCode.RESET_OPEN: lazy_gettext("There’s already an open request for this account."),
    TwoFactorErrorCode.RESET_NEEDS_ANOTHER_ADMIN: lazy_gettext(
        "You requested this reset, so another admin has to approve it."
    ),
    TwoFactorErrorCode.SEED_KEY_MISSING: lazy_gettext(
        "We can’t check codes from your app right now. Use a recovery code."
    ),
    TwoFactorErrorCode.TOO_MANY_PASSKEYS: lazy_gettext(
        "You have %(number)s passkeys, the most an account can have. Remove one first."
    ),
    TwoFactorErrorCode.TWO_FACTOR_OFF: lazy_gettext("Two-factor login is off. Turn it on first."),
    TwoFactorErrorCode.WRONG_CODE: lazy_gettext(
        "That code didn’t work. Enter the code that your app shows now. Each code works once."
    ),
}
