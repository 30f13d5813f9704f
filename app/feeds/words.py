"""Other calendars in words."""

from datetime import datetime, timedelta
from urllib.parse import urlsplit

from app import clock
from app.feeds.models import BusyFeed
from app.feeds.queries import Clash
from app.filters import clock as clock_time
from app.filters import moment, plural
from app.venues.models import Venue


def clash(found: Clash, venue: Venue) -> str:
    """June’s calendar has something on Tue, May 19, 2:00 PM, but Wren Abernathy is booked then."""
    when = moment(found.item.starts_at, venue.zone)
    guest = found.item.booking.order.name
    return f"{found.member.first_name}’s calendar has something on {when}, but {guest} is booked then."


def at(instant: datetime, venue: Venue) -> str:
    """2:05 PM, or with its date where that is not today."""
    today = clock.now().astimezone(venue.zone).date()
    local = instant.astimezone(venue.zone)
    return clock_time(instant, venue.zone) if local.date() == today else moment(instant, venue.zone)


def how_it_stands(feed: BusyFeed, ahead: int, venue: Venue) -> str:
    """What a calendar that is read well does here."""
    read = f"Read at {at(feed.fetched_at, venue)}. " if feed.fetched_at else ""
    if not ahead:
        return f"{read}Nothing in it takes time in the next six months."
    return f"{read}It blocks {plural(ahead, 'time', 'times')} in the next six months."


def trouble(feed: BusyFeed, ahead: int, venue: Venue) -> str:
    """Say what stays blocked by a calendar that we cannot read, and when we try again. `ahead` is how many times."""
    tries = f"We’ll try again at {at(max(feed.next_at, clock.now() + timedelta(minutes=1)), venue)}."
    if feed.fetched_at is not None:
        return f"Times that we read at {at(feed.fetched_at, venue)} stay blocked. {tries}"
    if ahead:
        return f"Times from the calendar before stay blocked until we can read this one. {tries}"
    return f"This calendar doesn’t block any time yet. Correct the address or stop reading it. {tries}"


def server(feed: BusyFeed) -> str:
    """Whose calendar it is, without the secret in its address: calendar.google.com."""
    return urlsplit(feed.url).hostname or "a calendar"
