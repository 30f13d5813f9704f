"""What people read when one of this feature's rules is violated."""

from flask_babel import lazy_gettext

from app.core.errors import ErrorTexts
from app.setup.errors import SetupErrorCode

TEXTS: ErrorTexts = {
    SetupErrorCode.NOT_AN_ADMIN: lazy_gettext(
        "%(email)s belongs to an account that isn’t an admin. Use another email."
    ),
}
