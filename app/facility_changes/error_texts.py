"""What people read when one of this feature's rules is violated."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext, ngettext

from app.core.errors import ErrorTexts
from app.core.formats import clock, moment
from app.facility_changes.errors import FacilityChangeErrorCode

TEXTS: ErrorTexts = {
    FacilityChangeErrorCode.HELD_AT_CHECKOUT: lambda name, until, zone: _(
        "A guest is paying for a booking that uses %(name)s. Try again after %(time)s.",
        name=name,
        time=clock(until, zone),
    ),
    FacilityChangeErrorCode.IN_USE: lambda name, conflict, zone: (
        conflict.words(zone) if conflict else _("%(name)s is in use at that time. Choose another one.", name=name)
    ),
    FacilityChangeErrorCode.LIST_FULL: lazy_gettext(
        "You can list up to %(most)s rooms and kinds of equipment. Remove one to add another."
    ),
    FacilityChangeErrorCode.NAME_IN_USE: lazy_gettext("You already have “%(name)s.” Choose a different name."),
    FacilityChangeErrorCode.NOT_UPCOMING: lazy_gettext(
        "This booking is over or canceled, so it can’t move to another room."
    ),
    FacilityChangeErrorCode.NO_OTHER_PLACE: lambda name, number, guest, service, starts_at, zone: " ".join(
        [
            ngettext(
                "%(num)d upcoming booking needs %(name)s and fits nowhere else.",
                "%(num)d upcoming bookings need %(name)s and fit nowhere else.",
                number,
                name=name,
            ),
            _(
                "The first is %(guest)s’s %(service)s on %(time)s. Reschedule or cancel it, then try again.",
                guest=guest,
                service=service,
                time=moment(starts_at, zone),
            ),
        ]
    ),
    FacilityChangeErrorCode.SAME_PLACE: lazy_gettext("This booking already uses %(name)s."),
    FacilityChangeErrorCode.TOO_SMALL: lambda name, guests, quantity: ngettext(
        "%(name)s fits %(num)d guest, but this booking is for %(quantity)s.",
        "%(name)s fits %(num)d guests, but this booking is for %(quantity)s.",
        guests,
        name=name,
        quantity=quantity,
    ),
}
