"""The past front desk activity of one venue: in-person bookings that were paid there, and no-shows.

The clock is set back to each of those moments and then advanced, so that every booking is completed on its own day.
"""

from collections.abc import Iterator, Sequence
from datetime import timedelta

from sqlalchemy import select

from app.bookings.actions.attendance import mark_no_show
from app.bookings.actions.cancel import complete_finished
from app.bookings.enums import BookingState, SettledBy
from app.bookings.models.bookings import Booking
from app.bookings.models.venue_orders import VenueOrder
from app.catalog.models import Service
from app.catalog.queries import services_of
from app.core import clock
from app.core.db import session
from app.demo.bookings import names_of_many
from app.demo.randomness import rng
from app.demo.scale import Scale
from app.front_desk.actions.new_booking import book_at_front_desk
from app.front_desk.availability import FrontDeskRequest, plan_for
from app.guests.actions import GuestContact, know_at_desk
from app.venues.models import Venue

MISSED = 0.03
# The share of days with an in-person booking.
WALKS_IN = 0.3
NOON = timedelta(hours=20)  # after midnight UTC, in Portland
SETTLED = (SettledBy.CARD, SettledBy.CARD, SettledBy.CASH)


def add_past(venue: Venue, scale: Scale) -> None:
    """Add past activity to the venue whose owner's account is printed, then complete ended bookings of all venues."""
    staffed = [service for service in services_of(venue) if service.is_staffed]
    strangers = iter(names_of_many()[::-1])
    for day in _days(scale):
        dice = rng(venue.name, "walks in", day)
        if dice.random() < WALKS_IN:
            add_past_walk_in(venue, dice.choice(staffed), next(strangers), dice.choice(SETTLED), before=day)
    for booking in _may_be_missed(venue):
        if rng(venue.name, "missed", booking.starts_at, booking.served_by).random() < MISSED:
            with clock.pinned(booking.starts_at + timedelta(minutes=20)):
                mark_no_show(booking_id=booking.id, user_id=venue.owner_id)
    complete(scale)


def add_past_walk_in(venue: Venue, service: Service, name: str, settled_by: SettledBy, *, before: int) -> None:
    """Add a booking at the first available time after noon, `before` days ago; none if the venue was closed or full."""
    now = clock.now()
    midnight = (now - timedelta(days=before)).replace(hour=0, minute=0, second=0, microsecond=0)
    with clock.pinned(midnight + NOON):
        soon = clock.now() + timedelta(minutes=10)
        free = plan_for(
            FrontDeskRequest(service.first_option, soon), ahead=timedelta(hours=5), ignore_rules=True
        ).upcoming(1)
        if free and free[0].at + timedelta(hours=3) < now:
            guest = know_at_desk(venue=venue, contact=GuestContact(name))
            requested = FrontDeskRequest(service.first_option, free[0].at, settled_by=settled_by)
            book_at_front_desk(venue=venue, guest=guest, requested=requested, user_id=venue.owner_id)


def complete(scale: Scale) -> None:
    """Complete bookings day by day, so that each was completed on its own day."""
    now = clock.now()
    for day in _days(scale):
        with clock.pinned(now - timedelta(days=day)):
            while complete_finished():
                pass
    while complete_finished():
        pass


def _days(scale: Scale) -> Iterator[int]:
    """Iterate over how many days ago each day was, from the longest ago to yesterday."""
    return iter(range(max(scale.past, scale.days), 0, -1))


def _may_be_missed(venue: Venue) -> Sequence[Booking]:
    return session.scalars(
        select(Booking)
        .join(Booking.venue_order)
        .where(
            VenueOrder.venue_id == venue.id,
            Booking.state == BookingState.CONFIRMED,
            Booking.ends_at < clock.now() - timedelta(days=1),
        )
        .order_by(Booking.id)
    ).all()
