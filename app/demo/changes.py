"""Changes to one venue's calendar: blocked time, rescheduled bookings, and an external calendar of a team member."""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from app.accounts.queries.users import user_by_email
from app.bookings.enums import AT_VENUE, BookingState
from app.bookings.models.bookings import Booking
from app.bookings.models.orders import Order
from app.bookings.models.venue_orders import VenueOrder
from app.calendar_sync.actions import import_busy_times, save_address
from app.calendar_sync.fetcher import Fetched
from app.core import clock
from app.core.db import session
from app.core.errors import DomainError
from app.demo.accounts import ACCOUNTS
from app.demo.times import at
from app.front_desk.actions.blocks import BlockedTime, add_block
from app.front_desk.queries import bookables
from app.rescheduling.actions.by_venue import reschedule_by_venue
from app.rescheduling.actions.slot_choice import Destination
from app.team.queries import members_of
from app.venues.models import Venue

HOUR = timedelta(hours=1)
SOON = timedelta(days=7)
MOVES = 2
STEPS = (30, -30, 60, 90, -60, 24 * 60)  # minutes by which a booking may be moved, in the order in which they are tried
# The events of a team member's external calendar: by weekday (Monday is 0), in minutes after midnight.
BUSY = {1: (11 * 60, 12 * 60), 3: (15 * 60, 16 * 60 + 30), 5: (9 * 60, 10 * 60)}
WEEKS = 4
# This address does not exist, so the calendar must not be synced again while people view the demo.
PERSONAL_CALENDAR = "https://calendar.example/priya/private.ics"
NOT_READ_AGAIN = timedelta(days=3650)


def add_changes(venue: Venue) -> None:
    """Change the calendar of the venue whose owner's account is printed."""
    follow_somebody(venue)
    block_time(venue)
    move_some(venue)


def follow_somebody(venue: Venue) -> None:
    """Sync an external calendar for the last member of the team."""
    member = members_of(venue)[-1]
    today = clock.now().astimezone(venue.zone).date()
    days = (today + timedelta(days=offset) for offset in range(7 * WEEKS))
    busy = [
        (at(venue, day, BUSY[day.weekday()][0]), at(venue, day, BUSY[day.weekday()][1]))
        for day in days
        if day.weekday() in BUSY
    ]
    feed = save_address(member=member, url=PERSONAL_CALENDAR)
    import_busy_times(feed=feed, member=member, fetched=Fetched(b""), busy=busy)
    feed.next_at = clock.now() + NOT_READ_AGAIN


def block_time(venue: Venue) -> None:
    """Block time for a team meeting and an hour for the first team member, each at the next time without a conflict."""
    among = bookables(venue)
    people = [who for who in among if who.member_id]
    for who, note, minutes, times in (
        (people, "Team meeting", 30, _times(venue, (10 * 60, 9 * 60, 19 * 60))),
        (people[:1], "Oils and linen", 60, _times(venue, (14 * 60, 11 * 60, 16 * 60))),
    ):
        for begins in times:
            with suppress(DomainError), session.begin_nested():
                add_block(venue=venue, blocked_time=BlockedTime(who, begins, begins + timedelta(minutes=minutes), note))
                break


def _times(venue: Venue, minutes: Sequence[int]) -> Iterator[datetime]:
    """Yield times in the next week that are not over, on days when the venue is often open."""
    today: date = clock.now().astimezone(venue.zone).date()
    for offset in range(7):
        day = today + timedelta(days=offset)
        for minute in minutes:
            begins = at(venue, day, minute)
            if day.weekday() in range(1, 6) and begins > clock.now() + HOUR:
                yield begins


def move_some(venue: Venue) -> None:
    """Reschedule some bookings as if their guests had called, but never those of the printed account's guest."""
    known = user_by_email(ACCOUNTS[0].email)
    soon = (
        select(Booking)
        .join(Booking.venue_order)
        .join(VenueOrder.order)
        .where(
            VenueOrder.venue_id == venue.id,
            Order.kind.not_in(AT_VENUE),
            Order.user_id != (known.id if known else 0),
            Booking.state == BookingState.CONFIRMED,
            Booking.starts_at > clock.now() + HOUR,
            Booking.starts_at < clock.now() + SOON,
        )
        .order_by(Booking.starts_at, Booking.id)
        .options(selectinload(Booking.venue_order))
    )
    moved = 0
    for booking in session.scalars(soon).all():
        moved += moved_a_little(booking, venue)
        if moved == MOVES:
            return


def moved_a_little(booking: Booking, venue: Venue) -> bool:
    for minutes in STEPS:
        to = Destination(booking.starts_at + timedelta(minutes=minutes), booking.ends_at + timedelta(minutes=minutes))
        with suppress(DomainError), session.begin_nested():
            reschedule_by_venue(
                booking_id=booking.id,
                to=to,
                sequence=booking.sequence,
                user_id=venue.owner_id,
                reason="You asked for another time on the phone.",
                requested_by_guest=True,
            )
            return True
    return False
