"""What people read when one of this feature's rules is violated."""

from flask_babel import lazy_gettext

from app.core.errors import ErrorTexts
from app.offboarding.errors import OffboardingErrorCode

TEXTS: ErrorTexts = {
    OffboardingErrorCode.NO_REASON: lazy_gettext("Enter a reason for the guests."),
}
