"""A few guests who wait for a time at the flagship that somebody else has."""

from collections.abc import Iterable
from datetime import timedelta

from sqlalchemy import select

from app import clock
from app.accounts.enums import Role
from app.accounts.models import User
from app.bookings.enums import BookingState
from app.bookings.models import Booking
from app.bookings.queries import upcoming_at
from app.catalog.queries import active_services
from app.db import session
from app.demo.bookings import is_flagship
from app.errors import DomainError
from app.venues.models import Venue
from app.waitlist.actions import WaitlistRequest, join_waitlist

MOST = 4
# Beyond what is over before anybody looks, and within what a calendar shows first.
FROM, TO = timedelta(hours=20), timedelta(days=4)


def add_waitlist(venues: Iterable[Venue]) -> int:
    """How many wait; each asked a while after the one before."""
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
    """What is booked there soon."""
    soon = clock.now() + FROM, clock.now() + TO
    bookings = [booking for booking in upcoming_at(venue.id) if booking.state is BookingState.CONFIRMED]
    return [booking for booking in bookings if soon[0] < booking.starts_at < soon[1]]


def _waits(guest: User, booking: Booking) -> bool:
    """Whether there is something to wait for: a time that the same person has free does not need it."""
    (service,) = active_services([booking.service_id])
    serving = next((one.member_id for one in service.performers if one.member.name == booking.with_whom), None)
    window = booking.starts_at, booking.starts_at + timedelta(minutes=30)
    try:
        join_waitlist(user_id=guest.id, wish=WaitlistRequest(service, window, serving))
    except DomainError:
        return False
    return True
