from sqlalchemy import select

from app.bookings.models.bookings import Booking
from app.bookings.models.orders import OrderLine
from app.bookings.queries.bookings import load_booking
from app.core.db import session


def booking_charged_by(order_id: int) -> Booking:
    """Return the booking for which an order charges later, with everything that an email shows."""
    found = session.scalars(select(OrderLine.booking_id).where(OrderLine.order_id == order_id).distinct()).one()
    return load_booking(found or 0)
