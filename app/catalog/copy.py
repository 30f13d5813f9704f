"""The texts about services in the owner's list."""

from collections.abc import Sequence

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from app.catalog.enums import ServiceKind
from app.catalog.models import Service
from app.catalog.starts import DatedStart, ListedAt, WeeklyStart
from app.core.formats import clock_of, duration, usd_short, weekday
from app.core.sentences import any_of, listed

KINDS = {
    ServiceKind.STAFFED: (
        "treatment",
        _l("Treatment by a team member"),
        _l("A massage, a facial, or a haircut. A member of your team provides it."),
    ),
    ServiceKind.OPEN: (
        "room",
        _l("Room or sauna"),
        _l("A sauna, a pool, or a quiet room. Guests book any available time until it’s full."),
    ),
    ServiceKind.SCHEDULED: (
        "class",
        _l("Class at set times"),
        _l("Yoga on Tuesdays at 6:00 PM, or a one-time workshop. All guests start together."),
    ),
}
BY_WORD = {names[0]: kind for kind, names in KINDS.items()}
SHOWN_STARTS = 4


def how_long(service: Service) -> str:
    """Return the durations: '1 hr', '1 hr or 1 hr 30 min', or '1 hr – 1 hr 15 min' if it depends on the team member."""
    if len(service.options) > 1:
        return options_listed(service)
    option = service.first_option
    own = [option.minutes_with(one.member_id) for one in service.performers] or [option.duration_minutes]
    least, most = min(own), max(own)
    return duration(least) if least == most else f"{duration(least)} – {duration(most)}"


def options_listed(service: Service) -> str:
    """Return the durations of a service's options: '1 hr', '1 hr or 1 hr 30 min'."""
    return any_of([duration(option.duration_minutes) for option in service.options])


def lengths(services: Sequence[Service]) -> dict[str, str]:
    """Return the durations of each service by its slug, and that it is hidden: '1 hr, hidden'."""
    return {
        service.slug: length if service.active else _("%(length)s, hidden", length=length)
        for service in services
        for length in (options_listed(service),)
    }


def how_much(service: Service) -> str:
    """Return the price: '$110', '$110 – $140' if it depends on the option or the team member, or 'Free'."""
    members = [None, *(one.member_id for one in service.performers)]
    cents = [option.cents_with(member_id) for option in service.options for member_id in members]
    least, most = min(cents), max(cents)
    if least == most:
        return usd_short(least) if least else _("Free")
    return f"{usd_short(least)} – {usd_short(most)}"


def who(service: Service, starts: Sequence[ListedAt] = ()) -> str:
    """Return who provides the service or how many it fits.

    'June and Maren', 'Up to 8 guests' or '12 spots: Tue 6:00 PM, Sat 9:00 AM'.
    """
    if service.is_staffed:
        names = [one.member.first_name for one in sorted(service.performers, key=lambda one: one.member.position or 0)]
        return listed(names) if names else _("No team members")
    spots = service.resource.capacity if service.resource else 0
    if service.kind is ServiceKind.OPEN:
        return ngettext("Up to %(num)d guest", "Up to %(num)d guests", spots)
    return ngettext("%(num)d spot: %(times)s", "%(num)d spots: %(times)s", spots, times=times(starts))


def times(starts: Sequence[ListedAt]) -> str:
    """Return the first few starts: 'Tue and Thu 6:00 PM, Sat 9:00 AM'."""
    by_minute: dict[int, list[str]] = {}
    for start in starts:
        if isinstance(start, WeeklyStart):
            by_minute.setdefault(start.minute, []).append(weekday(start.weekday))
    formatted = [f"{listed(days)} {clock_of(minute)}" for minute, days in by_minute.items()]
    formatted += [start.words for start in starts if isinstance(start, DatedStart)]
    if not formatted:
        return _("no upcoming times")
    more, shown = len(formatted) - SHOWN_STARTS, ", ".join(formatted[:SHOWN_STARTS])
    return _("%(times)s and %(number)s more", times=shown, number=more) if more > 0 else shown


def saved(service: Service, former_providers: Sequence[tuple[str, int]], booked: int) -> str:
    """Return the message after an edit, with the bookings that do not change.

    `former_providers` no longer provide the service; each has a name and a number of upcoming bookings.
    """
    kept = [
        ngettext(
            "%(num)d booking with %(member)s doesn’t change.",
            "%(num)d bookings with %(member)s don’t change.",
            visits,
            member=name,
        )
        for name, visits in former_providers
        if visits
    ]
    if kept:
        return _("%(service)s is saved. %(bookings)s", service=service.title, bookings=" ".join(kept))
    if booked:
        return ngettext(
            "%(service)s is saved. %(num)d existing booking keeps its price and time.",
            "%(service)s is saved. %(num)d existing bookings keep their price and time.",
            booked,
            service=service.title,
        )
    return _("%(service)s is saved.", service=service.title)


def removed(service: Service, booked: int) -> str:
    if not booked:
        return _("%(service)s was removed.", service=service.title)
    return ngettext(
        "%(service)s was removed. %(num)d upcoming booking stays in your calendar.",
        "%(service)s was removed. %(num)d upcoming bookings stay in your calendar.",
        booked,
        service=service.title,
    )
