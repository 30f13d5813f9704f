"""When a venue may open a guest's preferences and allergies: for their upcoming bookings, and for today's."""

from app.bookings.enums import UPCOMING_STATES, BookingState
from app.bookings.models.bookings import Booking
from app.core import clock


def can_open_care_note(booking: Booking) -> bool:
    """Return whether the guest made this booking with their account, and it is upcoming or today.

    A booking that the venue added doesn't count: otherwise, a venue could add one to read what a guest never told it.
    Its venue order and order must be loaded.
    """
    if booking.venue_order.order.user_id is None:
        return False
    zone = booking.venue.zone
    is_today = booking.starts_at.astimezone(zone).date() == clock.now().astimezone(zone).date()
    if booking.state in UPCOMING_STATES:
        return is_today or booking.ends_at > clock.now()
    return is_today and booking.state is BookingState.COMPLETED
