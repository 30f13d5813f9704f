"""What people read when one of this feature's rules is violated."""

from flask_babel import lazy_gettext, ngettext

from app.availability.errors import AvailabilityErrorCode
from app.core.errors import ErrorTexts
from app.core.formats import moment

TEXTS: ErrorTexts = {
    AvailabilityErrorCode.ROOM_TOO_SMALL: lambda needed, begins, zone: ngettext(
        "%(num)d spot is booked on %(time)s. Keep at least %(num)d spot until that booking is over.",
        "%(num)d spots are booked on %(time)s. Keep at least %(num)d spots until those bookings are over.",
        needed,
        time=moment(begins, zone),
    ),
    AvailabilityErrorCode.SLOT_UNAVAILABLE: lazy_gettext("That time is no longer available. Choose another one."),
}
