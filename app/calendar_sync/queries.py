"""Queries for what we show of external calendars and what other programs read in ours."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.orm import contains_eager, joinedload

from app.availability.enums import ReservationKind
from app.availability.models import Block, Reservation
from app.bookings.enums import BookingState
from app.bookings.models.bookings import Booking
from app.bookings.models.venue_orders import VenueOrder
from app.calendar_sync.errors import CalendarSyncErrorCode
from app.calendar_sync.models import BusyFeed, BusyTime, CalendarFeed
from app.core import clock
from app.core.db import session
from app.core.errors import NotFound
from app.team.models import TeamMember
from app.venues.enums import VenueStatus
from app.venues.models import Venue

PAST = timedelta(days=30)
FUTURE = timedelta(days=180)
# The bookings in a calendar that other programs read: canceled ones disappear from it.
STANDING = frozenset({BookingState.REQUESTED, BookingState.CONFIRMED, BookingState.COMPLETED, BookingState.NO_SHOW})
MOST_CLASHES = 20


def feeds_of(venue: Venue) -> dict[int | None, CalendarFeed]:
    """Return the private links of a venue by team member id; None for the whole venue. One statement."""
    found = session.scalars(select(CalendarFeed).where(CalendarFeed.venue_id == venue.id))
    return {feed.member_id: feed for feed in found}


def feed_at(token: str) -> CalendarFeed:
    """Return the feed of a private link, with venue and team member. One statement. Raises NotFound for links that were
    revoked or never existed, of deleted venues, and of team members who have left."""
    feed = session.scalar(
        select(CalendarFeed)
        .join(CalendarFeed.venue)
        .outerjoin(CalendarFeed.member)
        .where(CalendarFeed.token == token, Venue.status != VenueStatus.DELETED, TeamMember.removed_at.is_(None))
        .options(contains_eager(CalendarFeed.venue), contains_eager(CalendarFeed.member))
    )
    if feed is None:
        raise NotFound(CalendarSyncErrorCode.LINK_REVOKED)
    return feed


def window() -> tuple[datetime, datetime]:
    """Return the start and end of the period that other programs read."""
    return clock.now() - PAST, clock.now() + FUTURE


def items_in(feed: CalendarFeed) -> Sequence[Booking]:
    """List the bookings in a feed by time, with venue order and order; for a team member, only those that they provide.
    One statement."""
    first, last = window()
    query = (
        select(Booking)
        .join(Booking.venue_order)
        .join(VenueOrder.order)
        .where(
            VenueOrder.venue_id == feed.venue_id,
            Booking.state.in_(STANDING),
            Booking.starts_at >= first - timedelta(days=1),
            Booking.ends_at > first,
            Booking.starts_at < last,
        )
        .order_by(Booking.starts_at, Booking.id)
        .options(contains_eager(Booking.venue_order).contains_eager(VenueOrder.order))
    )
    if feed.member is not None:
        serves = select(Reservation.booking_id).where(
            Reservation.booking_id == Booking.id, Reservation.resource_id == feed.member.resource_id
        )
        query = query.where(serves.exists())
    return session.scalars(query).all()


@dataclass(frozen=True, slots=True)
class Kept:
    """A block of the venue and the names of its team members; a block of a room has no names."""

    block: Block
    names: Sequence[str]


def blocks_in(feed: CalendarFeed) -> list[Kept]:
    """List the venue's own blocks in a feed, in order; for a team member, only theirs. One statement."""
    first, last = window()
    query = (
        select(
            Block,
            func.array_agg(aggregate_order_by(TeamMember.name, TeamMember.position)).filter(TeamMember.id.is_not(None)),
        )
        .join(Reservation, Reservation.block_id == Block.id)
        .outerjoin(TeamMember, TeamMember.resource_id == Reservation.resource_id)
        .where(Block.venue_id == feed.venue_id, ~Block.offboarding, Block.ends > first, Block.begins < last)
        .group_by(Block.id)
        .order_by(Block.begins, Block.id)
    )
    if feed.member is not None:
        query = query.where(TeamMember.id == feed.member_id)
    return [Kept(block, names or ()) for block, names in session.execute(query)]


def busy_feeds_of(venue: Venue) -> dict[int, BusyFeed]:
    """Return the external calendars of a venue's team by team member id. One statement."""
    found = session.scalars(
        select(BusyFeed).join(BusyFeed.member).where(TeamMember.venue_id == venue.id, TeamMember.removed_at.is_(None))
    )
    return {feed.member_id: feed for feed in found}


def busy_feed_of(member: TeamMember) -> BusyFeed:
    """Return the team member's own calendar. Raises NotFound if there is none."""
    feed = session.scalar(select(BusyFeed).where(BusyFeed.member_id == member.id))
    if feed is None:
        raise NotFound(CalendarSyncErrorCode.NOT_CONNECTED, name=member.first_name)
    return feed


def due_feeds(*, limit: int = 200) -> list[tuple[int, int]]:
    """List the calendars to read now, each as its id and its venue's id, the longest waiting first.

    Calendars of team members who have left are excluded. One statement.
    """
    found = session.execute(
        select(BusyFeed.id, TeamMember.venue_id)
        .join(BusyFeed.member)
        .join(Venue, Venue.id == TeamMember.venue_id)
        .where(BusyFeed.next_at <= clock.now(), TeamMember.removed_at.is_(None), Venue.status != VenueStatus.DELETED)
        .order_by(BusyFeed.next_at)
        .limit(limit)
    )
    return [(feed_id, venue_id) for feed_id, venue_id in found]


def lock_busy_feed(feed_id: int) -> BusyFeed | None:
    """Reload a feed with its team member and lock it until this transaction ends; None if it was removed."""
    return session.scalar(
        select(BusyFeed)
        .where(BusyFeed.id == feed_id)
        .options(joinedload(BusyFeed.member, innerjoin=True))
        .with_for_update(of=BusyFeed)
        .execution_options(populate_existing=True)
    )


@dataclass(frozen=True, slots=True)
class CalendarConflict:
    """A booking at a time when the team member's own calendar says busy."""

    member: TeamMember
    booking: Booking


def clashes_of(venue: Venue) -> list[CalendarConflict]:
    """List the upcoming bookings that conflict with a team member's own calendar, the next first; twenty at most. One
    statement."""
    found = session.execute(
        select(TeamMember, Booking)
        .select_from(BusyTime)
        .join(BusyFeed, BusyFeed.id == BusyTime.feed_id)
        .join(TeamMember, TeamMember.id == BusyFeed.member_id)
        .join(Reservation, Reservation.resource_id == TeamMember.resource_id)
        .join(Booking, Booking.id == Reservation.booking_id)
        .join(Booking.venue_order)
        .join(VenueOrder.order)
        .where(
            TeamMember.venue_id == venue.id,
            TeamMember.removed_at.is_(None),
            Reservation.kind == ReservationKind.BOOKING,
            Booking.state.in_((BookingState.REQUESTED, BookingState.CONFIRMED)),
            Booking.ends_at > clock.now(),
            BusyTime.during.op("&&")(func.tstzrange(Booking.starts_at, Booking.ends_at)),
        )
        .distinct()
        .order_by(Booking.starts_at, Booking.id, TeamMember.id)
        .limit(MOST_CLASHES)
        .options(contains_eager(Booking.venue_order).contains_eager(VenueOrder.order))
    )
    return [CalendarConflict(member, booking) for member, booking in found]


def busy_ahead(venue: Venue) -> dict[int, int]:
    """Count the upcoming times that each team member's own calendar blocks here, by team member id. One statement."""
    found = session.execute(
        select(BusyFeed.member_id, func.count(Reservation.id))
        .join(Reservation, Reservation.busy_feed_id == BusyFeed.id)
        .join(TeamMember, TeamMember.id == BusyFeed.member_id)
        .where(TeamMember.venue_id == venue.id, func.upper(Reservation.during) > clock.now())
        .group_by(BusyFeed.member_id)
    )
    return {row[0]: row[1] for row in found}
