"""The venue writes to a guest about a visit."""

from app import clock
from app.bookings.models import BookingItem, VisitMessage
from app.db import session
from app.errors import DomainError
from app.jobs import defer


def write_to_guest(*, item: BookingItem, user_id: int, text: str) -> VisitMessage:
    """Keep what the venue writes, and mail it; an answer goes to the venue itself. The item is loaded with its booking,
    order and guest. Raises DomainError when she has left no address, or for nothing."""
    if not text.strip():
        raise DomainError("Write what the guest should know.")
    if not address_of(item):
        raise DomainError(f"{item.booking.order.name} has left no email address. Call instead.")
    message = VisitMessage(item_id=item.id, user_id=user_id, text=text.strip(), at=clock.now())
    session.add(message)
    session.flush()
    defer("bookings.mail_message", message_id=message.id)
    return message


def address_of(item: BookingItem) -> str:
    """Where mail reaches the guest: as in the booking, else as the venue knows her."""
    guest = item.booking.guest
    return item.booking.order.email or (guest.email if guest else "")
