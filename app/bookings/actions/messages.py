"""Messages from a venue to a guest about a booking."""

from app.bookings.email_quotas import no_message
from app.bookings.errors import BookingErrorCode
from app.bookings.models.bookings import Booking
from app.bookings.models.events import BookingMessage
from app.core import clock
from app.core.db import session
from app.core.errors import DomainError
from app.core.jobs import defer


def message_guest(*, booking: Booking, user_id: int, text: str) -> BookingMessage:
    """Save a message from the venue and email it; replies go to the venue.

    The booking must be loaded with its venue order, order, venue and guest. Raises DomainError if the text is empty, if
    the guest left no email address, or if the venue may not send messages now.
    """
    if not text.strip():
        raise DomainError(BookingErrorCode.NO_MESSAGE)
    if not email_of(booking):
        raise DomainError(BookingErrorCode.NO_EMAIL_ADDRESS, guest=booking.venue_order.order.name)
    refused = no_message(booking, booking.venue_order.venue)
    if refused:
        raise DomainError(refused)
    message = BookingMessage(booking_id=booking.id, user_id=user_id, text=text.strip(), at=clock.now())
    session.add(message)
    session.flush()
    defer("bookings.email_message", message_id=message.id)
    return message


def email_of(booking: Booking) -> str:
    """Return the guest's email address: the order's, else the one in the venue's guest record."""
    guest = booking.venue_order.guest
    return booking.venue_order.order.email or (guest.email if guest else "")
