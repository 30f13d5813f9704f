"""What is left of a booking's price for later: at the venue, or charged to the guest's card."""

from sqlalchemy import func, select

from app.bookings import stored_texts
from app.bookings.enums import LineKind
from app.bookings.models.bookings import Booking
from app.bookings.models.orders import Order, OrderLine
from app.bookings.models.venue_orders import VenueOrder
from app.core.db import session


def lower_later(booking: Booking, cents: int) -> None:
    """Lower what is due later for a booking whose price became lower by this much, as far as it goes.

    Its order says so in a line of its own. At most three statements, and none if nothing is due later.
    """
    less = min(cents, booking.later_cents)
    if less <= 0:
        return
    order = session.scalars(
        select(Order).join(VenueOrder, VenueOrder.order_id == Order.id).where(VenueOrder.id == booking.venue_order_id)
    ).one()
    last = session.scalar(select(func.max(OrderLine.position)).where(OrderLine.order_id == order.id)) or 0
    session.add(
        OrderLine(
            order_id=order.id,
            booking_id=booking.id,
            position=last + 1,
            kind=LineKind.BOOKING,
            text=stored_texts.lower_prices(booking.title)[:200],
            amount_cents=-less,
            later_cents=-less,
        )
    )
    booking.later_cents -= less
    order.total_cents, order.later_cents = order.total_cents - less, order.later_cents - less
    session.flush()
