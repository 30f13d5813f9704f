"""What people read when one of this feature's rules is violated."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext

from app.core.errors import ErrorTexts
from app.core.formats import clock, moment
from app.offboarding.errors import OffboardingErrorCode

TEXTS: ErrorTexts = {
    OffboardingErrorCode.BOOKINGS_LEFT: lambda guest, service, name, starts_at, zone: _(
        "%(guest)s has %(service)s with %(name)s on %(time)s. Reassign or cancel each booking first.",
        guest=guest,
        service=service,
        name=name,
        time=moment(starts_at, zone),
    ),
    OffboardingErrorCode.HELD_AT_CHECKOUT: lambda name, until, zone: _(
        "A guest is paying for a booking with %(name)s. Try again after %(time)s.",
        name=name,
        time=clock(until, zone),
    ),
    OffboardingErrorCode.NO_REASON: lazy_gettext("Enter a reason for the guests."),
    OffboardingErrorCode.REPLACEMENT_UNAVAILABLE: lambda name, service, starts_at, zone: _(
        "%(name)s is no longer available for %(service)s on %(time)s. Reassign it again, or cancel it.",
        name=name or _("That team member"),
        service=service,
        time=moment(starts_at, zone),
    ),
}
