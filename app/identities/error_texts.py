"""What people read when one of this feature's rules is violated."""

from flask_babel import lazy_gettext

from app.core.errors import ErrorTexts
from app.identities.errors import IdentityErrorCode

TEXTS: ErrorTexts = {
    IdentityErrorCode.ANOTHER_ACCOUNT_CONNECTED: lazy_gettext(
        "Another %(provider)s account is already connected. Disconnect it first, then connect this one."
    ),
    IdentityErrorCode.ATTEMPT_OVER: lazy_gettext(
        "That login expired, was already used, or started in another browser. Start again here."
    ),
    IdentityErrorCode.CANCELED: lazy_gettext(
        "You didn’t continue with %(provider)s. Try again, or log in another way."
    ),
    IdentityErrorCode.CONNECTED_ELSEWHERE: lazy_gettext(
        "That %(provider)s account is connected to another CozyWish account. Choose another %(provider)s account."
    ),
    IdentityErrorCode.EMAIL_MISSING: lazy_gettext(
        "%(provider)s didn’t share an email, and we send your confirmations there. Try again and share one, or create"
        " an account with a password."
    ),
    IdentityErrorCode.EMAIL_UNVERIFIED: lazy_gettext(
        "%(provider)s hasn’t verified the email of that account. Verify it with %(provider)s first, or log in another"
        " way."
    ),
    IdentityErrorCode.LAST_WAY_IN: lazy_gettext(
        "%(provider)s is your only way to log in. Add a password or a passkey, then disconnect %(provider)s."
    ),
    IdentityErrorCode.NEEDS_TWO_FACTORS: lazy_gettext(
        "With two-factor login, %(provider)s isn’t enough to make this change. Confirm it’s you another way."
    ),
    IdentityErrorCode.NOT_THIS_ACCOUNT: lazy_gettext(
        "That %(provider)s account isn’t connected to the account you’re logged in to. Choose the connected one."
    ),
    IdentityErrorCode.NO_SUCH_PROVIDER: lazy_gettext("You can’t log in that way here. Choose another way to log in."),
    IdentityErrorCode.PROVIDER_DOWN: lazy_gettext(
        "%(provider)s isn’t responding right now. Try again in a few minutes, or log in another way."
    ),
    IdentityErrorCode.PROVIDER_REFUSED: lazy_gettext(
        "We couldn’t confirm your login with %(provider)s. Try again, or log in another way."
    ),
    IdentityErrorCode.WRONG_ACCOUNT: lazy_gettext(
        "You’re logged in to another account now. Log in to the account you started with, then try again."
    ),
}
