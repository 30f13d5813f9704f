"""What people read when one of this feature's rules is violated."""

from flask_babel import lazy_gettext

from app.core.errors import ErrorTexts
from app.photos.errors import PhotoErrorCode

TEXTS: ErrorTexts = {
    PhotoErrorCode.DESCRIPTION_TOO_LONG: lazy_gettext("Shorten the description to %(number)s characters."),
    PhotoErrorCode.NO_FOCUS: lazy_gettext("Choose a focus point on the photo."),
}
