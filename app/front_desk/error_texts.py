"""What people read when one of this feature's rules is violated."""

from zoneinfo import ZoneInfo

from flask_babel import gettext as _
from flask_babel import lazy_gettext, ngettext

from app.bookings.conflicts import Overlap
from app.core.errors import ErrorTexts
from app.core.formats import moment, month, usd
from app.front_desk.errors import FrontDeskErrorCode


def _block_conflict(first: Overlap, others: int, can_leave_out: bool, zone: ZoneInfo) -> str:
    more = ngettext("There’s %(num)d more conflict.", "There are %(num)d more conflicts.", others) if others else ""
    way_on = (
        _("Choose another time, or leave out %(name)s.", name=first.who) if can_leave_out else _("Choose another time.")
    )
    return " ".join(part for part in (first.words(zone), more, way_on) if part)


def _slot_conflict(service: str, conflict: Overlap | None, others_are_off: bool, zone: ZoneInfo) -> str:
    """Name the conflict if it is a single one; `others_are_off`: no other team member is working then."""
    nobody, choose = _("No one is available for %(service)s at this time.", service=service), _("Choose another time.")
    if conflict is None:
        return f"{nobody} {choose}"
    return f"{f'{nobody} ' if others_are_off else ''}{conflict.words(zone)} {choose}"


def _too_few_spots(free: int) -> str:
    if not free:
        return _("No spots are available at this time. Choose another time or fewer guests.")
    return ngettext(
        "Only %(num)d spot is available at this time. Choose another time or fewer guests.",
        "Only %(num)d spots are available at this time. Choose another time or fewer guests.",
        free,
    )


TEXTS: ErrorTexts = {
    FrontDeskErrorCode.BLOCK_CHANGED: lazy_gettext(
        "This blocked time changed while you were editing, maybe in another tab. Check its current time, then try"
        " again."
    ),
    FrontDeskErrorCode.BLOCK_CONFLICT: _block_conflict,
    FrontDeskErrorCode.BLOCK_REMOVED: lazy_gettext(
        "This blocked time was removed. Go back to your calendar to see what’s blocked now."
    ),
    FrontDeskErrorCode.BLOCK_TOO_LONG: lazy_gettext(
        "You can block up to 24 hours at a time. For longer, add time off on the team member’s page."
    ),
    FrontDeskErrorCode.ENDS_BEFORE_START: lazy_gettext(
        "The end time must be after the start time. Change one of them."
    ),
    FrontDeskErrorCode.MEMBER_NOT_WORKING: lambda name, starts_at, zone: _(
        "%(name)s isn’t working for all of this booking: %(time)s.", name=name, time=moment(starts_at, zone)
    ),
    FrontDeskErrorCode.NOBODY_CHOSEN: lazy_gettext("Choose at least one team member or room."),
    FrontDeskErrorCode.NO_EMAIL_ADDRESS: lazy_gettext(
        "Enter an email address for %(guest)s, or clear “Email a confirmation and reminders.”"
    ),
    FrontDeskErrorCode.NO_MEMBER_OFFERS: lazy_gettext(
        "No team member offers %(service)s. Add one on the service’s page, then try again."
    ),
    FrontDeskErrorCode.NO_MEMBER_WORKING: lambda service, starts_at, zone: _(
        "No team member for %(service)s is working for all of this booking: %(time)s.",
        service=service,
        time=moment(starts_at, zone),
    ),
    FrontDeskErrorCode.OUTSIDE_BUSINESS_HOURS: lambda starts_at, zone: _(
        "This booking is outside your business hours (%(time)s).", time=moment(starts_at, zone)
    ),
    FrontDeskErrorCode.PRICE_INCREASED: lambda price, before: _(
        "The price is now %(price)s. It was %(before)s. Check it, then add the booking.",
        price=usd(price),
        before=usd(before),
    ),
    FrontDeskErrorCode.SLOT_CONFLICT: _slot_conflict,
    FrontDeskErrorCode.TIME_OUT_OF_RANGE: lambda earliest, latest, zone: _(
        "Choose a time from %(earliest)s to %(latest)s.",
        earliest=moment(earliest, zone),
        latest=month(latest.astimezone(zone).date()),
    ),
    FrontDeskErrorCode.TIME_PASSED: lazy_gettext("That time has passed. Choose a later time."),
    FrontDeskErrorCode.TOO_FEW_SPOTS: _too_few_spots,
}
