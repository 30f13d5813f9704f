"""What people read when one of this feature's rules is violated."""

from flask_babel import lazy_gettext

from app.accounts.errors import AccountErrorCode
from app.core.errors import ErrorTexts

TEXTS: ErrorTexts = {
    AccountErrorCode.ACCOUNT_SUSPENDED: lazy_gettext(
        "This account is suspended. %(reason)s If you think this is a mistake, contact us from the help page."
    ),
    AccountErrorCode.ALREADY_SUSPENDED: lazy_gettext(
        "%(name)s is already suspended. Reload the page to see since when."
    ),
    AccountErrorCode.CODE_ENDED: lazy_gettext("This code no longer works. Select “Email me a code” to get a new one."),
    AccountErrorCode.EMAIL_TAKEN: lazy_gettext(
        "An account with this email already exists. Log in instead, or use another email."
    ),
    AccountErrorCode.LAST_ADMIN: lazy_gettext(
        "CozyWish needs at least one superadmin. Make another account a superadmin first."
    ),
    AccountErrorCode.LINK_ENDED: lazy_gettext("This link no longer works. Ask for a new one."),
    AccountErrorCode.NOT_SUSPENDED: lazy_gettext(
        "%(name)s isn’t suspended. Reload the page to see the current status."
    ),
    AccountErrorCode.NOT_YOUR_PASSWORD: lazy_gettext("That isn’t your password. Check it, and try again."),
    AccountErrorCode.NO_SUCH_ACCOUNT: lazy_gettext("We can’t find this account. The link may be incomplete."),
    AccountErrorCode.NO_SUCH_DEVICE: lazy_gettext("We can’t find this device. Reload the page to see all of them."),
    AccountErrorCode.NO_SUCH_SESSION: lazy_gettext(
        "This device is already logged out. Reload the page to see where you’re logged in."
    ),
    AccountErrorCode.OWN_SUSPENSION: lazy_gettext("You can’t suspend your own account. Ask another admin."),
    AccountErrorCode.PASSWORD_COMMON: lazy_gettext(
        "Many people use this password, so it’s easy to guess. Choose another one."
    ),
    AccountErrorCode.PASSWORD_LONG: lazy_gettext("Choose a password with up to %(number)s characters."),
    AccountErrorCode.PASSWORD_OBVIOUS: lazy_gettext(
        "This password is little more than your name, your email, or ours. Add other words."
    ),
    AccountErrorCode.PASSWORD_SHORT: lazy_gettext("Choose a password with at least %(number)s characters."),
    AccountErrorCode.VIEW_AS_ADMIN: lazy_gettext("You can’t view the site as another admin."),
    AccountErrorCode.WRONG_CODE: lazy_gettext("That isn’t the code. Check the newest email, and try again."),
    AccountErrorCode.WRONG_PASSWORD: lazy_gettext(
        "That email and password don’t match. Check both, or set a new password."
    ),
}
