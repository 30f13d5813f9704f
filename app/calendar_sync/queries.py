"""What is shown of other calendars, and what is in ours where they read it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask_babel import gettext as _
from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.orm import contains_eager, joinedload

from app import clock
from app.availability.enums import ReservationKind
from app.availability.models import Block, Reservation
from app.bookings.enums import BookingState
from app.bookings.models import Booking, VenueOrder
from app.calendar_sync.models import BusyFeed, BusyTime, CalendarFeed
from app.db import session
from app.errors import NotFound
from app.team.models import TeamMember
from app.venues.enums import VenueStatus
from app.venues.models import Venue

PAST = timedelta(days=30)
FUTURE = timedelta(days=180)
# What stands in a calendar that other programs read: what was canceled has gone from it.
STANDING = frozenset({BookingState.REQUESTED, BookingState.CONFIRMED, BookingState.COMPLETED, BookingState.NO_SHOW})
MOST_CLASHES = 20


def feeds_of(venue: Venue) -> dict[int | None, CalendarFeed]:
    """The secret addresses of a venue, by member id; None for the whole venue. One statement."""
    found = session.scalars(select(CalendarFeed).where(CalendarFeed.venue_id == venue.id))
    return {feed.member_id: feed for feed in found}


def feed_at(token: str) -> CalendarFeed:
    """What a secret address leads to, with venue and member. One statement. Raises NotFound for one that was taken back
    or never was, that of a deleted venue, and that of somebody who has left."""
    feed = session.scalar(
        select(CalendarFeed)
        .join(CalendarFeed.venue)
        .outerjoin(CalendarFeed.member)
        .where(CalendarFeed.token == token, Venue.status != VenueStatus.DELETED, TeamMember.removed_at.is_(None))
        .options(contains_eager(CalendarFeed.venue), contains_eager(CalendarFeed.member))
    )
    if feed is None:
        raise NotFound(_("This private link no longer works. Ask the venue for a new one."))
    return feed


def window() -> tuple[datetime, datetime]:
    """From when until when other programs read our calendar."""
    return clock.now() - PAST, clock.now() + FUTURE


def items_in(feed: CalendarFeed) -> Sequence[Booking]:
    """The visits in a feed in order of time, with booking and order; for a member those that she serves. One
    statement."""
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
    """Time that the venue keeps for itself, and of whom: nobody's name where it is of a room."""

    block: Block
    names: Sequence[str]


def blocks_in(feed: CalendarFeed) -> list[Kept]:
    """The time that a venue keeps for itself in a feed, in order; for a member what is of her. One statement."""
    first, last = window()
    query = (
        select(
            Block,
            func.array_agg(aggregate_order_by(TeamMember.name, TeamMember.position)).filter(TeamMember.id.is_not(None)),
        )
        .join(Reservation, Reservation.block_id == Block.id)
        .outerjoin(TeamMember, TeamMember.resource_id == Reservation.resource_id)
        .where(Block.venue_id == feed.venue_id, ~Block.leaving, Block.ends > first, Block.begins < last)
        .group_by(Block.id)
        .order_by(Block.begins, Block.id)
    )
    if feed.member is not None:
        query = query.where(TeamMember.id == feed.member_id)
    return [Kept(block, names or ()) for block, names in session.execute(query)]


def busy_feeds_of(venue: Venue) -> dict[int, BusyFeed]:
    """The calendars of a venue's people that are read, by member id. One statement."""
    found = session.scalars(
        select(BusyFeed).join(BusyFeed.member).where(TeamMember.venue_id == venue.id, TeamMember.removed_at.is_(None))
    )
    return {feed.member_id: feed for feed in found}


def busy_feed_of(member: TeamMember) -> BusyFeed:
    """Return the team member's own calendar. Raises NotFound when there is none."""
    feed = session.scalar(select(BusyFeed).where(BusyFeed.member_id == member.id))
    if feed is None:
        raise NotFound(
            _("%(name)s’s calendar is no longer connected. Connect it again to sync it.", name=member.first_name)
        )
    return feed


def due_feeds(*, limit: int = 200) -> list[tuple[int, int]]:
    """Return the calendars to read now, each as its id and its venue's id, the longest waiting first.

    Calendars of team members who have left are not among them. One statement.
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
    """The feed as it is now, nobody else's to change until this transaction ends, with its member; None when it has
    been removed."""
    return session.scalar(
        select(BusyFeed)
        .where(BusyFeed.id == feed_id)
        .options(joinedload(BusyFeed.member, innerjoin=True))
        .with_for_update(of=BusyFeed)
        .execution_options(populate_existing=True)
    )


@dataclass(frozen=True, slots=True)
class Clash:
    """A visit that is booked while the member's own calendar says that she is busy."""

    member: TeamMember
    booking: Booking


def clashes_of(venue: Venue) -> list[Clash]:
    """The visits to come that somebody's own calendar is in the way of, the next first; twenty at most. One
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
    return [Clash(member, booking) for member, booking in found]


def busy_ahead(venue: Venue) -> dict[int, int]:
    """How many times to come each member's own calendar blocks here, by member id. One statement."""
    found = session.execute(
        select(BusyFeed.member_id, func.count(Reservation.id))
        .join(Reservation, Reservation.busy_feed_id == BusyFeed.id)
        .join(TeamMember, TeamMember.id == BusyFeed.member_id)
        .where(TeamMember.venue_id == venue.id, func.upper(Reservation.during) > clock.now())
        .group_by(BusyFeed.member_id)
    )
    return {row[0]: row[1] for row in found}
