"""What people read when one of this feature's rules is violated."""

from flask_babel import lazy_gettext

from app.content.errors import ContentErrorCode
from app.core.errors import ErrorTexts

TEXTS: ErrorTexts = {
    ContentErrorCode.ENDS_BEFORE_START: lazy_gettext("Choose an end time after the start time."),
    ContentErrorCode.LINK_NOT_ALLOWED: lazy_gettext(
        "Link to a CozyWish page, like /about/help, or to an address that starts with https://."
    ),
}
