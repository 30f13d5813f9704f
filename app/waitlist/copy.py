"""Texts of the waitlist. Times are in the venue's zone."""

from datetime import date, timedelta
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext, ngettext

from app.availability.day_parts import WHOLE, part_of_window
from app.cart.forms import ANY
from app.catalog.models import Service
from app.core import clock
from app.core.formats import clock as clock_time
from app.core.formats import day_of, hour_of, long_day, span, weekday
from app.core.zone_names import zone_name, zone_words
from app.team.models import TeamMember
from app.venues.models import Venue
from app.waitlist.actions.offers import FIRST_HOUR, LAST_HOUR
from app.waitlist.models import WaitlistEntry

NIGHT = lazy_gettext(
    "We don’t send offers between %(last)s PM and %(first)s AM venue time.", first=FIRST_HOUR, last=LAST_HOUR - 12
)
PARTS = {
    "morning": lazy_gettext("morning"),
    "afternoon": lazy_gettext("afternoon"),
    "evening": lazy_gettext("evening"),
    "day": lazy_gettext("any time"),
}


def hours(venue: Venue) -> str:
    """Say in which order and when offers are sent."""
    return _(
        "We send offers in the order guests joined, from %(first)s to %(last)s, %(zone)s time. If a time becomes"
        " available overnight, we offer it from %(first)s.",
        first=hour_of(FIRST_HOUR * 60),
        last=hour_of(LAST_HOUR * 60),
        zone=zone_words(venue.zone),
    )


def when(wait: WaitlistEntry) -> str:
    """Return the day and the hours: Saturday, May 23, afternoon; Saturday, May 23, 2:00 – 4:00 PM; Saturday, May 23,
    any time."""
    return _("%(day)s, %(hours)s", day=long_day(_day(wait)), hours=during(wait))


def during(wait: WaitlistEntry, venue: Venue | None = None) -> str:
    """Return the hours: afternoon; any time; 2:00 – 4:00 PM; 3:00 PM. Pass the venue if it was not loaded with the
    entry."""
    zone = (venue or wait.venue).zone
    part = part_of_window(zone, (wait.earliest, wait.latest))
    if part is not None:
        return str(PARTS[part.key])
    if wait.earliest == wait.latest:
        return clock_time(wait.earliest, zone)
    return span(wait.earliest, wait.latest, zone)


def starts(wait: WaitlistEntry, venue: Venue) -> str:
    """Return the range of starts: Afternoon; Any time; Start between 2:00 PM and 4:00 PM; Start at 3:00 PM."""
    part = part_of_window(venue.zone, (wait.earliest, wait.latest))
    if part is not None:
        text = during(wait, venue)
        return text[:1].upper() + text[1:]
    first, last = clock_time(wait.earliest, venue.zone), clock_time(wait.latest, venue.zone)
    if first == last:
        return _("Start at %(time)s", time=first)
    return _("Start between %(first)s and %(last)s", first=first, last=last)


def short(wait: WaitlistEntry) -> str:
    """Return a short form: Saturday afternoon; Saturday, 2:00 – 4:00 PM; with the date if it is more than six days
    away."""
    day, part = _day(wait), part_of_window(wait.venue.zone, (wait.earliest, wait.latest))
    near = day - clock.now().astimezone(wait.venue.zone).date() < timedelta(days=7)
    named = weekday(day, long=True) if near else day_of(day)
    if part is WHOLE:
        return named
    if part and near:
        return _("%(weekday)s %(part)s", weekday=named, part=PARTS[part.key])
    return _("%(day)s, %(hours)s", day=named, hours=during(wait))


def _day(wait: WaitlistEntry) -> date:
    return wait.earliest.astimezone(wait.venue.zone).date()


def what(wait: WaitlistEntry) -> str:
    """Return service, team member and guests: Unwinding massage with June, 2 guests."""
    text = with_team_member(wait.service, wait.member)
    guests = ngettext("%(num)d guest", "%(num)d guests", wait.quantity) if wait.quantity > 1 else ""
    return f"{text}, {guests}" if guests else text


def with_team_member(service: Service, member: TeamMember | None) -> str:
    """Return the service and team member: Unwinding massage with June; Unwinding massage (Anyone available); Sauna
    circuit."""
    if member is not None:
        return _("%(service)s with %(member)s", service=service.title, member=member.first_name)
    return _("%(service)s (Anyone available)", service=service.title) if service.is_staffed else service.title


def until(wait: WaitlistEntry) -> str:
    """Return when the offer ends: 3:30 PM PDT."""
    if wait.order is None:
        return ""
    zone = wait.venue.zone
    return f"{clock_time(wait.order.held_until, zone)} {zone_name(wait.order.held_until, zone)}"


def again(wait: WaitlistEntry) -> str:
    """Return the URL of the form with the same request."""
    zone = wait.venue.zone
    part = part_of_window(zone, (wait.earliest, wait.latest))
    args: dict[str, Any] = {
        "day": _day(wait).isoformat(),
        "when": part.key if part else "hours",
        "first": None if part else f"{wait.earliest.astimezone(zone):%H:%M}",
        "last": None if part else f"{wait.latest.astimezone(zone):%H:%M}",
        "with": wait.member.slug if wait.member else ANY,
        "quantity": wait.quantity,
    }
    return url_for("waitlist.new", slug=wait.venue.slug, service=wait.service.slug, **args)
