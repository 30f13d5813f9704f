"""What people read when one of this feature's rules is violated."""

from flask_babel import lazy_gettext

from app.core.errors import ErrorTexts
from app.guests.errors import GuestErrorCode

TEXTS: ErrorTexts = {
    GuestErrorCode.NO_SUCH_GUEST: lazy_gettext("We can’t find that guest. The link may be old or incomplete."),
}
