"""A visit: one item of an order and the venue it is at. What pages, mails and calendars speak of."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from app import clock
from app.bookings.enums import BookingState
from app.bookings.models import Booking, Order, VenueOrder
from app.venues.models import Venue

STANDS = frozenset({BookingState.REQUESTED, BookingState.CONFIRMED})


@dataclass(frozen=True, slots=True)
class Visit:
    booking: Booking
    venue_order: VenueOrder
    order: Order

    @property
    def venue(self) -> Venue:
        return self.venue_order.venue

    @property
    def begins(self) -> datetime:
        """By the clock of the venue."""
        return self.booking.starts_at.astimezone(self.venue.zone)

    @property
    def day(self) -> date:
        return self.begins.date()

    @property
    def is_canceled(self) -> bool:
        return self.booking.state is BookingState.CANCELLED

    @property
    def is_requested(self) -> bool:
        """Paid, and waiting for the venue's yes."""
        return self.booking.state is BookingState.REQUESTED

    @property
    def is_to_come(self) -> bool:
        """Booked, or asked of the venue, and not over yet."""
        return self.booking.state in STANDS and self.booking.ends_at > clock.now()

    @property
    def can_be_canceled(self) -> bool:
        """By the guest."""
        return self.booking.state in STANDS and self.booking.starts_at > clock.now()


def visits_of(order: Order) -> list[Visit]:
    """All visits of an order, in the order of their times."""
    visits = [
        Visit(booking, venue_order, order) for venue_order in order.venue_orders for booking in venue_order.bookings
    ]
    return sorted(visits, key=lambda visit: (visit.booking.starts_at, visit.booking.id))


def standing(visits: list[Visit]) -> list[Visit]:
    """Without those that were canceled."""
    return [visit for visit in visits if not visit.is_canceled]


def visit_of(booking: Booking) -> Visit:
    """An item that was loaded with its booking, order and venue."""
    return Visit(booking, booking.venue_order, booking.venue_order.order)


@dataclass(frozen=True, slots=True)
class Shelves:
    """All visits of a person, as she looks for them: to come, the next first; over and canceled, the latest first."""

    upcoming: list[Visit]
    past: list[Visit]
    canceled: list[Visit]


def shelved(bookings: Iterable[Booking]) -> Shelves:
    """Items in the order of their times."""
    visits = [visit_of(booking) for booking in bookings]
    still = standing(visits)
    upcoming = [visit for visit in still if visit.is_to_come]
    past = [visit for visit in still if not visit.is_to_come]
    canceled = [visit for visit in visits if visit.is_canceled]
    return Shelves(upcoming, past[::-1], canceled[::-1])
