"""A few guests on the waitlist for times at the flagship that are already booked."""

from collections.abc import Iterable
from datetime import timedelta

from sqlalchemy import select

from app.accounts.enums import Role
from app.accounts.models import User
from app.bookings.enums import BookingState
from app.bookings.models.bookings import Booking
from app.bookings.queries.bookings import upcoming_at
from app.catalog.queries import active_options
from app.core import clock
from app.core.db import session
from app.core.errors import DomainError
from app.demo.bookings import is_flagship
from app.venues.models import Venue
from app.waitlist.actions.entries import WaitlistRequest, join_waitlist

MOST = 4
# Not so soon that it is over before the demo is viewed, and within the days that a calendar shows first.
FROM, TO = timedelta(hours=20), timedelta(days=4)


def add_waitlist(venues: Iterable[Venue]) -> int:
    """Add guests to the waitlist, each some time after the one before, and return how many."""
    venue = next((venue for venue in venues if is_flagship(venue)), None)
    bookings = _taken(venue) if venue else []
    guests = session.scalars(select(User).where(User.role == Role.GUEST).order_by(User.id)).all()
    waiting = 0
    for number, booking in enumerate(bookings):
        guest = guests[1 + number % (len(guests) - 1)]  # not the one whose account is printed
        with clock.pinned(clock.now() - timedelta(minutes=50 * (MOST - waiting))):
            waiting += _waits(guest, booking)
        if waiting == MOST:
            break
    return waiting


def _taken(venue: Venue) -> list[Booking]:
    """List the venue's bookings that start soon."""
    soon = clock.now() + FROM, clock.now() + TO
    bookings = [booking for booking in upcoming_at(venue.id) if booking.state is BookingState.CONFIRMED]
    return [booking for booking in bookings if soon[0] < booking.starts_at < soon[1]]


def _waits(guest: User, booking: Booking) -> bool:
    """Return whether the guest could join: not if the team member of the booking is available at that time anyway."""
    (option,) = active_options([booking.option_id])
    serving = next((one.member_id for one in option.service.performers if one.member.name == booking.served_by), None)
    window = booking.starts_at, booking.starts_at + timedelta(minutes=30)
    try:
        join_waitlist(user_id=guest.id, requested=WaitlistRequest(option, window, serving))
    except DomainError:
        return False
    return True
