"""Texts of calendar sync."""

from datetime import datetime, timedelta
from urllib.parse import urlsplit

from flask_babel import gettext as _
from flask_babel import ngettext

from app.calendar_sync.models import BusyFeed
from app.calendar_sync.queries import CalendarConflict
from app.core import clock
from app.core.formats import clock as clock_time
from app.core.formats import moment
from app.venues.models import Venue


def clash(found: CalendarConflict, venue: Venue) -> str:
    """Describe a conflict: June’s calendar is busy on Tue, May 19, 2:00 PM, when Wren Abernathy is booked."""
    return _(
        "%(name)s’s calendar is busy on %(time)s, when %(guest)s is booked.",
        name=found.member.first_name,
        time=moment(found.booking.starts_at, venue.zone),
        guest=found.booking.venue_order.order.name,
    )


def at(instant: datetime, venue: Venue) -> str:
    """Format an instant: 2:05 PM, or with its date if that is not today."""
    today = clock.now().astimezone(venue.zone).date()
    local = instant.astimezone(venue.zone)
    return clock_time(instant, venue.zone) if local.date() == today else moment(instant, venue.zone)


def how_it_stands(feed: BusyFeed, ahead: int, venue: Venue) -> str:
    """Describe what a calendar that syncs well blocks here."""
    read = [_("Last synced at %(time)s.", time=at(feed.fetched_at, venue))] if feed.fetched_at else []
    blocks = (
        ngettext(
            "We’re blocking %(num)d busy time from this calendar over the next six months.",
            "We’re blocking %(num)d busy times from this calendar over the next six months.",
            ahead,
        )
        if ahead
        else _("This calendar doesn’t block any time in the next six months.")
    )
    return " ".join([*read, blocks])


def trouble(feed: BusyFeed, ahead: int, venue: Venue) -> str:
    """Describe what stays blocked by a calendar that we cannot read, and when we try again. `ahead` is the number of
    times."""
    again = at(max(feed.next_at, clock.now() + timedelta(minutes=1)), venue)
    tries = _("We’ll try again at %(time)s.", time=again)
    if feed.fetched_at is not None:
        blocked = _("Times from the last sync at %(time)s stay blocked.", time=at(feed.fetched_at, venue))
    elif ahead:
        blocked = _("Times from the previous calendar stay blocked until we can read this one.")
    else:
        blocked = _("This calendar doesn’t block any time yet. Correct the link, or disconnect the calendar.")
    return f"{blocked} {tries}"


def server(feed: BusyFeed) -> str:
    """Return the host of a calendar, without the secret in its URL: calendar.google.com."""
    return urlsplit(feed.url).hostname or _("a calendar")
