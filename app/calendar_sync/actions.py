"""Creating and revoking private links to our calendars; reading other calendars and blocking the time in them."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from sqlalchemy import delete, func, insert, or_, select
from sqlalchemy.dialects.postgresql import Range

from app.availability.enums import ReservationKind, ReservationState
from app.availability.models import Reservation
from app.availability.slots import lock_resources
from app.calendar_sync.errors import CalendarSyncErrorCode
from app.calendar_sync.fetcher import Fetched
from app.calendar_sync.ical_parser import Span, merged
from app.calendar_sync.models import AT_ONCE, BusyFeed, BusyTime, CalendarFeed, secret
from app.calendar_sync.queries import FUTURE, PAST, busy_feed_of, feeds_of
from app.calendar_sync.urls import target_of
from app.core import clock
from app.core.db import session
from app.core.errors import DomainError
from app.core.jobs import defer
from app.core.settings import settings
from app.team.models import TeamMember
from app.venues.actions.reindex import schedule_reindex
from app.venues.enums import GuestNames
from app.venues.models import Venue
from app.venues.queries import lock_venue

# How often an external calendar is read, and the longest pause before retrying one that fails.
EVERY = timedelta(minutes=15)
LONGEST_PAUSE = timedelta(hours=6)
# How often to record that one of our calendars was read.
READ_AGAIN = timedelta(minutes=10)
BUSY = "Busy"
# How many calendars are read at once, by all workers together.
READERS = 2
# An owner waiting on the page comes before the calendars that are read again every 15 minutes.
OWNER_WAITS = 10


def create_feed_url(*, venue: Venue, member: TeamMember | None) -> CalendarFeed:
    """Create a private link to the calendar of the venue or of a team member; the previous link stops working."""
    lock_venue(venue)
    feed = feeds_of(venue).get(member.id if member else None)
    if feed is None:
        feed = CalendarFeed(venue_id=venue.id, member_id=member.id if member else None)
        session.add(feed)
    else:
        feed.token, feed.created_at, feed.read_at = secret(), clock.now(), None
    session.flush()
    return feed


def revoke_feed_url(*, venue: Venue, member: TeamMember | None) -> None:
    """Revoke a private link: programs can no longer read the calendar there."""
    lock_venue(venue)
    feed = feeds_of(venue).get(member.id if member else None)
    if feed is not None:
        session.delete(feed)
        session.flush()


def choose_names(*, venue: Venue, names: GuestNames) -> None:
    """Save how guests' names appear in all calendars of the venue that other programs read."""
    venue.feed_names = names
    session.flush()


def note_reading(feed: CalendarFeed) -> None:
    """Record that a calendar was read, but not every time, because some programs read it every minute."""
    if feed.read_at is None or feed.read_at < clock.now() - READ_AGAIN:
        feed.read_at = clock.now()
        session.flush()


def refuse_own(url: str) -> None:
    """Raise DomainError for one of our own calendars and CannotFetch for an invalid URL."""
    if target_of(url, local=True).authority == urlsplit(settings().base_url).netloc:
        raise DomainError(CalendarSyncErrorCode.OWN_CALENDAR)


def subscribe(*, member: TeamMember, url: str) -> BusyFeed:
    """Save the URL of a team member's own calendar, and have a job read it. Raises DomainError, see refuse_own."""
    feed = save_address(member=member, url=url)
    read_now(feed=feed, venue_id=member.venue_id)
    return feed


def save_address(*, member: TeamMember, url: str) -> BusyFeed:
    """Save the URL of a team member's own calendar, in place of the previous one. Raises DomainError, see refuse_own.

    What the previous calendar blocked stays blocked until the new one is read: no one can book those times too
    early.
    """
    refuse_own(url)
    feed = session.scalar(select(BusyFeed).where(BusyFeed.member_id == member.id).with_for_update())
    if feed is None:
        feed = BusyFeed(member_id=member.id, url=url, next_at=AT_ONCE)
        session.add(feed)
    elif feed.url != url:
        feed.url, feed.etag, feed.last_modified, feed.fetched_at = url, "", "", None
        feed.failures, feed.error = 0, ""
    session.flush()
    return feed


def read_now(*, feed: BusyFeed, venue_id: int) -> None:
    """Have a job read a calendar as soon as possible, because its owner asked."""
    feed.next_at = AT_ONCE
    session.flush()
    schedule_reading(feed_id=feed.id, venue_id=venue_id, priority=OWNER_WAITS)


def schedule_reading(*, feed_id: int, venue_id: int, priority: int = 0) -> None:
    """Have a job read a calendar that is due.

    A slow calendar can need half a minute and 768 MB. The lock lets a venue have one calendar read at a time, and all
    venues together READERS.
    """
    defer("calendar_sync.read", lock=f"calendars:{venue_id % READERS}", priority=priority, feed_id=feed_id)


def unsubscribe(*, member: TeamMember) -> None:
    """Stop reading a team member's calendar and make the time that it blocked available again. Raises NotFound."""
    session.delete(busy_feed_of(member))
    session.flush()
    schedule_reindex(member.venue_id)


def import_busy_times(*, feed: BusyFeed, member: TeamMember, fetched: Fetched | None, busy: Sequence[Span]) -> None:
    """Store a successful reading. `busy` is when the calendar's owner is busy; if nothing changed (`fetched` is None),
    the known times remain. The feed's row must be locked, or new."""
    now = clock.now()
    if fetched is not None:
        feed.etag, feed.last_modified = fetched.etag, fetched.last_modified
        _remember(feed, busy)
    feed.fetched_at, feed.next_at, feed.failures, feed.error = now, now + EVERY, 0, ""
    session.flush()
    if block_time(feed=feed, member=member):
        schedule_reindex(member.venue_id)


def note_failure(*, feed: BusyFeed, message: str) -> None:
    """Record a failed reading. The known times remain and still block; each retry waits longer."""
    feed.failures = min(feed.failures + 1, 1000)
    feed.error = message[:300]
    feed.next_at = clock.now() + min(EVERY * 2 ** min(feed.failures - 1, 10), LONGEST_PAUSE)
    session.flush()


def _remember(feed: BusyFeed, busy: Sequence[Span]) -> None:
    session.execute(delete(BusyTime).where(BusyTime.feed_id == feed.id))
    if busy:
        session.execute(insert(BusyTime), [{"feed_id": feed.id, "during": _range(span)} for span in busy])


def block_time(*, feed: BusyFeed, member: TeamMember) -> bool:
    """Update the reservations of a feed from its busy times and return whether anything changed. Bookings take
    precedence: only the rest of a busy time around a booking is blocked."""
    lock_resources([member.resource_id])
    now = clock.now()
    window = now, now + FUTURE
    session.execute(
        delete(Reservation).where(Reservation.resource_id == member.resource_id, Reservation.expires_at <= now)
    )
    wanted = without(_busy_in(feed, window), _taken_in(feed, member, window))
    current = {
        (max(row.begins, now), row.ends): row.id
        for row in session.scalars(
            select(Reservation).where(Reservation.busy_feed_id == feed.id, func.upper(Reservation.during) > now)
        )
    }
    kept = current.keys() & set(wanted)
    removed = [id for span, id in current.items() if span not in kept]
    new = [span for span in wanted if span not in kept]
    _replace(feed, member, removed, new)
    return bool(removed or new)


def _replace(feed: BusyFeed, member: TeamMember, removed: Collection[int], new: Collection[Span]) -> None:
    long_over = func.upper(Reservation.during) < clock.now() - PAST
    session.execute(
        delete(Reservation).where(Reservation.busy_feed_id == feed.id, or_(Reservation.id.in_(removed), long_over))
    )
    if new:
        rows = [
            {
                "resource_id": member.resource_id,
                "lane": 1,
                "during": _range(span),
                "kind": ReservationKind.EXTERNAL,
                "state": ReservationState.CONFIRMED,
                "busy_feed_id": feed.id,
                "note": BUSY,
            }
            for span in new
        ]
        session.execute(insert(Reservation), rows)


def _busy_in(feed: BusyFeed, window: Span) -> list[Span]:
    """List the busy times in a window, clipped to its start: past time needs no reservation."""
    found = session.scalars(
        select(BusyTime.during).where(BusyTime.feed_id == feed.id, BusyTime.during.op("&&")(_range(window)))
    )
    return [(max(begins, window[0]), ends) for begins, ends in map(_span, found)]


def _taken_in(feed: BusyFeed, member: TeamMember, window: Span) -> list[Span]:
    """List what else occupies the team member's time from now on: bookings, holds and the venue's own blocks."""
    found = session.scalars(
        select(Reservation.during).where(
            Reservation.resource_id == member.resource_id,
            or_(Reservation.busy_feed_id.is_(None), Reservation.busy_feed_id != feed.id),
            func.upper(Reservation.during) > window[0],
        )
    )
    return [_span(during) for during in found]


def without(spans: Iterable[Span], taken: Iterable[Span]) -> list[Span]:
    """Return what remains of some ranges after cutting out others; in order."""
    walls = merged(taken)
    left: list[Span] = []
    for begins, ends in sorted(spans):
        cursor = begins
        for wall_begins, wall_ends in walls:
            if wall_ends <= cursor or wall_begins >= ends:
                continue
            if cursor < wall_begins:
                left.append((cursor, wall_begins))
            cursor = max(cursor, wall_ends)
        if cursor < ends:
            left.append((cursor, ends))
    return left


def _range(span: Span) -> Range[datetime]:
    return Range(*span, bounds="[)")


def _span(during: Range[datetime]) -> Span:
    if during.lower is None or during.upper is None:
        raise ValueError("a time has two ends")
    return during.lower, during.upper
