"""What people read when one of this feature's rules is violated."""

from flask_babel import lazy_gettext

from app.core.errors import ErrorTexts
from app.hours.errors import HoursErrorCode

TEXTS: ErrorTexts = {
    HoursErrorCode.DATES_TOO_LONG: lazy_gettext("Special hours can cover one day or up to a year. Check both dates."),
    HoursErrorCode.NOT_ON_TEAM: lazy_gettext("This team member is no longer on your team."),
}
