from sqlalchemy import select

from app.bookings.enums import UPCOMING_STATES
from app.bookings.models.bookings import Booking
from app.bookings.models.venue_orders import VenueOrder
from app.core import clock
from app.core.db import session
from app.guests.models import Guest
from app.privacy.enums import ErasureKind
from app.privacy.models import Erasure


def is_erased(guest: Guest) -> bool:
    """Return whether the guest's details were erased."""
    same = Erasure.kind == ErasureKind.GUEST, Erasure.subject == guest.public_id
    return session.scalar(select(Erasure.id).where(*same)) is not None


def has_upcoming(guest: Guest) -> bool:
    """Return whether the guest has bookings at the venue that have not ended."""
    ahead = Booking.state.in_(UPCOMING_STATES), Booking.ends_at > clock.now()
    found = select(Booking.id).join(Booking.venue_order).where(VenueOrder.guest_id == guest.id, *ahead).limit(1)
    return session.scalar(found) is not None
