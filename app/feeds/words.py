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


def trouble(feed: BusyFeed, venue: Venue) -> str:
    """Since when it fails, and what that means."""
    tries = f"We try again at {at(max(feed.next_at, clock.now() + timedelta(minutes=1)), venue)}."
    if feed.fetched_at is None:
        return tries
    return f"What it said at {at(feed.fetched_at, venue)} still blocks time. {tries}"


def server(feed: BusyFeed) -> str:
    """Whose calendar it is, without the secret in its address: calendar.google.com."""
    return urlsplit(feed.url).hostname or "a calendar"
