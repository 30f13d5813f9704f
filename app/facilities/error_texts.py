"""What people read when one of this feature's rules is violated."""

from flask_babel import lazy_gettext

from app.core.errors import ErrorTexts
from app.facilities.errors import FacilityErrorCode

TEXTS: ErrorTexts = {
    FacilityErrorCode.NO_SUCH_FACILITY: lazy_gettext("We can’t find that room or equipment. It may have been removed."),
}
