"""Messages that explain why a start is unavailable and what to do. Times are in the venue's time zone."""

from collections.abc import Mapping

from flask_babel import gettext as _
from flask_babel import ngettext

from app.availability.engine.types import Refusal
from app.availability.enums import UnavailableReason
from app.availability.schedules import ServiceSchedule
from app.core.formats import clock, duration, moment


def why(
    refusal: Refusal, plan: ServiceSchedule, names: Mapping[int, str], *, anyone: bool = False, quantity: int = 1
) -> str:
    """Return the explanation in one or two sentences. `names` are first names by member id.

    `anyone` says that no team member was chosen: then the reason of one of several is not the whole reason.
    """
    until = clock(refusal.until, plan.zone) if refusal.until else ""
    if refusal.reason in (UnavailableReason.NO_ROOM, UnavailableReason.NO_EQUIPMENT):
        return _nowhere(refusal.reason, until, quantity)
    several = anyone and len(plan.members) > 1
    if several and refusal.resource and (quantity > 1 or refusal.reason is UnavailableReason.TAKEN):
        return _members_left(refusal.free)
    until_day = moment(refusal.until, plan.zone) if refusal.until else ""
    who = names.get(plan.members.get(refusal.resource or 0, 0), "")
    takes = duration(plan.minutes(refusal.resource))
    sentences = {
        UnavailableReason.NO_SUCH_TIME: _("Clocks move forward that night, so this time doesn’t exist."),
        UnavailableReason.PAST: _("That time has passed."),
        UnavailableReason.MINIMUM_NOTICE: _(
            "Book at least %(duration)s ahead.", duration=duration(plan.minimum_notice)
        ),
        UnavailableReason.BOOKING_WINDOW: ngettext(
            "You can book up to %(num)d day ahead.", "You can book up to %(num)d days ahead.", plan.booking_window
        ),
        UnavailableReason.CLOSED: _closed(until_day),
        UnavailableReason.MEMBER_OFF: _off("" if several else who, until_day),
        UnavailableReason.OFF_GRID: _off_grid(until),
        UnavailableReason.TOO_LONG: _too_long(who, takes, until),
        UnavailableReason.FULL: _spots(refusal.free),
        UnavailableReason.TAKEN: _taken(who, until),
    }
    return sentences[refusal.reason]


def _nowhere(reason: UnavailableReason, until: str, guests: int) -> str:
    """Say that a team member has time, but a room or equipment is missing."""
    if reason is UnavailableReason.NO_EQUIPMENT:
        if until:
            return _("The equipment for this is in use until %(time)s.", time=until)
        return _("The equipment for this is in use at that time.")
    if guests > 1:
        return ngettext(
            "No room for %(num)d guest is available at that time.",
            "No room for %(num)d guests is available at that time.",
            guests,
        )
    if until:
        return _("No room for this is available until %(time)s.", time=until)
    return _("No room for this is available at that time.")


def _closed(until: str) -> str:
    if until:
        return _("The venue is closed at that time. It opens %(time)s.", time=until)
    return _("The venue is closed at that time.")


def _off(who: str, until: str) -> str:
    if who and until:
        return _("%(name)s isn’t working at that time. The next shift starts %(time)s.", name=who, time=until)
    if who:
        return _("%(name)s isn’t working at that time.", name=who)
    if until:
        return _("No team member is working at that time. The next shift starts %(time)s.", time=until)
    return _("No team member is working at that time.")


def _off_grid(until: str) -> str:
    if until:
        return _("Bookings don’t start at that time. The next start time is %(time)s.", time=until)
    return _("Bookings don’t start at that time.")


def _too_long(who: str, takes: str, until: str) -> str:
    if who and until:
        return _(
            "With %(name)s, this takes %(duration)s, and the day ends at %(time)s.",
            name=who,
            duration=takes,
            time=until,
        )
    if who:
        return _("With %(name)s, this takes %(duration)s and would end after closing.", name=who, duration=takes)
    if until:
        return _("This takes %(duration)s, and the day ends at %(time)s.", duration=takes, time=until)
    return _("This takes %(duration)s and would end after closing.", duration=takes)


def _spots(available: int) -> str:
    if available == 0:
        return _("No spots are left at that time.")
    return ngettext("Only %(num)d spot is left at that time.", "Only %(num)d spots are left at that time.", available)


def _members_left(available: int) -> str:
    if available == 0:
        return _("No team member is available at that time.")
    return ngettext(
        "Only %(num)d team member is available at that time.",
        "Only %(num)d team members are available at that time.",
        available,
    )


def _taken(who: str, until: str) -> str:
    if who and until:
        return _("%(name)s is booked until %(time)s, including cleanup.", name=who, time=until)
    if who:
        return _("%(name)s is booked at that time.", name=who)
    if until:
        return _("Every team member is booked until %(time)s, including cleanup.", time=until)
    return _("Every team member is booked at that time.")
