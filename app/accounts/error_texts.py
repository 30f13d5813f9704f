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
    AccountErrorCode.EMAIL_TAKEN: lazy_gettext(
        "An account with this email already exists. Log in instead, or use another email."
    ),
    AccountErrorCode.LAST_ADMIN: lazy_gettext(
        "CozyWish needs at least one superadmin. Make another account a superadmin first."
    ),
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
    AccountErrorCode.VIEW_AS_ADMIN: lazy_gettext("You can’t view the site as another admin."),
    AccountErrorCode.WRONG_PASSWORD: lazy_gettext(
        "That email and password don’t match. Check both, or create an account."
    ),
}
