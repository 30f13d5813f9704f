"""What people read when one of this feature's rules is violated."""

from flask_babel import lazy_gettext

from app.core.errors import ErrorTexts
from app.privacy.errors import PrivacyErrorCode

TEXTS: ErrorTexts = {
    PrivacyErrorCode.ALREADY_ERASED: lazy_gettext("This guest’s details are already erased."),
    PrivacyErrorCode.EXPORT_RUNS: lazy_gettext(
        "We’re already making your export. Reload the page to see its progress."
    ),
    PrivacyErrorCode.EXPORT_UNREADABLE: lazy_gettext("We can no longer open this export. Request a new one."),
    PrivacyErrorCode.HAS_UPCOMING: lazy_gettext(
        "%(name)s has upcoming bookings. Complete or cancel them first, then erase the guest’s details."
    ),
    PrivacyErrorCode.NO_SUCH_EXPORT: lazy_gettext("This export no longer exists. We delete exports after 7 days."),
    PrivacyErrorCode.NO_SUCH_REQUEST: lazy_gettext("We can’t find this request. The link may be incomplete."),
    PrivacyErrorCode.OWNS_VENUE: lazy_gettext(
        "You own %(venue)s. Transfer or delete the venue first, then delete your account."
    ),
}
