"""The tabs of a guest's bookings: upcoming, past, and canceled."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from app.bookings.models.bookings import Booking


@dataclass(frozen=True, slots=True)
class BookingTabs:
    """All bookings of a guest: upcoming ones soonest first, the others latest first."""

    upcoming: list[Booking]
    past: list[Booking]
    canceled: list[Booking]


def group_by_tab(bookings: Iterable[Booking]) -> BookingTabs:
    """Group bookings, which must be sorted by start."""
    found = list(bookings)
    active = without_canceled(found)
    upcoming = [booking for booking in active if booking.is_upcoming]
    past = [booking for booking in active if not booking.is_upcoming]
    canceled = [booking for booking in found if booking.is_canceled]
    return BookingTabs(upcoming, past[::-1], canceled[::-1])


def without_canceled(bookings: Sequence[Booking]) -> list[Booking]:
    """Return the bookings that were not canceled."""
    return [booking for booking in bookings if not booking.is_canceled]
