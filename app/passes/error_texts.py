"""What people read when one of this feature's rules is violated."""

from flask_babel import lazy_gettext

from app.core.errors import ErrorTexts
from app.passes.errors import PassErrorCode

TEXTS: ErrorTexts = {
    PassErrorCode.NOTHING_LEFT: lazy_gettext(
        "Your package “%(title)s” has nothing left for this booking. You may have used it in another tab. Nothing was"
        " reserved, and you weren’t charged."
    ),
}
