"""The steps that read the calendar of another program: what to ask for, the request to its server, what we store.

No transaction is open during the request: the `session.commit()` before it is part of the steps, and only here. The
caller commits the last step. Only jobs read calendars, never a web request: it can take half a minute.
"""

from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from app.calendar_sync import actions
from app.calendar_sync.fetcher import Fetched, fetcher
from app.calendar_sync.ical_parser import Span
from app.calendar_sync.models import BusyFeed
from app.calendar_sync.queries import FUTURE, lock_busy_feed
from app.calendar_sync.reader import busy_times
from app.core import clock
from app.core.db import session
from app.core.errors import DomainError
from app.core.logs import log
from app.email.links import host
from app.team.models import TeamMember
from app.venues.models import Venue

Look = tuple[Fetched | None, list[Span]]


def read_again(feed_id: int) -> None:
    """Read a calendar that is due, for the first time or again; store the error if that fails.

    Does nothing if the calendar was already read, was removed, or got another URL, which has its own job.
    """
    feed = session.get(BusyFeed, feed_id, populate_existing=True)
    if feed is None or feed.next_at > clock.now():
        return
    member = session.get_one(TeamMember, feed.member_id)
    url, zone = feed.url, session.get_one(Venue, member.venue_id).zone
    etag, last_modified = feed.etag, feed.last_modified
    session.commit()

    found: Look | DomainError
    try:
        found = _look(url, zone, etag, last_modified)
    except DomainError as trouble:
        found = trouble

    now = lock_busy_feed(feed_id)
    if now is None or now.url != url:
        return
    if isinstance(found, DomainError):
        log.info("calendar not read", host=urlsplit(url).hostname, failures=now.failures + 1)
        actions.note_failure(feed=now, message=found.message)
    else:
        actions.import_busy_times(feed=now, member=now.member, fetched=found[0], busy=found[1])


def _look(url: str, zone: ZoneInfo, etag: str = "", last_modified: str = "") -> Look:
    """Fetch a URL and return the busy times in its calendar. Takes half a minute at most."""
    fetched = fetcher().fetch(url, etag=etag, last_modified=last_modified)
    if fetched is None:
        return None, []
    # A little further than we block, so that nothing is missing when a server answers "not modified" for days.
    window = clock.now(), clock.now() + FUTURE
    return fetched, list(busy_times(fetched.content, zone=zone, window=window, own=host()))
