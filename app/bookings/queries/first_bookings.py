"""Which bookings are a guest's first at a venue."""

from collections.abc import Collection

from sqlalchemy import or_, select

from app.bookings.enums import BookingState
from app.bookings.models.bookings import Booking
from app.bookings.models.orders import Order
from app.bookings.models.venue_orders import VenueOrder
from app.core.db import session
from app.guests.models import Guest

# A guest whose only bookings there were canceled or never paid has not been there.
NOT_COUNTED = (BookingState.CANCELED, BookingState.EXPIRED)


def venues_with_bookings(user_id: int, venue_ids: Collection[int], *, besides: int) -> set[int]:
    """Return at which of these venues a person has or had a booking in another order than `besides`. One statement.

    Bookings that a venue added for them at its front desk count, once their account is tied to its guest record.
    """
    found = (
        select(VenueOrder.venue_id)
        .distinct()
        .join(Order, Order.id == VenueOrder.order_id)
        .join(Booking, Booking.venue_order_id == VenueOrder.id)
        .where(
            VenueOrder.venue_id.in_(venue_ids),
            Order.id != besides,
            or_(
                Order.user_id == user_id,
                VenueOrder.guest_id.in_(select(Guest.id).where(Guest.user_id == user_id)),
            ),
            Booking.state.not_in(NOT_COUNTED),
        )
    )
    return set(session.scalars(found))
