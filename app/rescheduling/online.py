"""Whether guests can reschedule a booking online."""

from enum import Enum, auto

from app.bookings.enums import BookingState
from app.bookings.models.bookings import Booking
from app.bookings.models.orders import Order
from app.core import clock


class OnlineRefusal(Enum):
    """Why a guest cannot reschedule a booking online."""

    NOT_ACCEPTED = auto()
    STARTED = auto()
    BOOKED_BY_VENUE = auto()
    NOT_OFFERED = auto()
    ENDED = auto()


def online_refusal(booking: Booking, order: Order) -> OnlineRefusal | None:
    """Return why a guest cannot reschedule an upcoming booking online, or None if they can."""
    if booking.state is BookingState.REQUESTED:
        return OnlineRefusal.NOT_ACCEPTED
    if booking.starts_at <= clock.now():
        return OnlineRefusal.STARTED
    if order.is_from_front_desk:
        return OnlineRefusal.BOOKED_BY_VENUE
    if booking.reschedule_until is None:
        return OnlineRefusal.NOT_OFFERED
    return OnlineRefusal.ENDED if booking.reschedule_until < clock.now() else None
