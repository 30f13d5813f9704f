"""Guests who reschedule on a bad day: the new time may cost more, or less."""

from datetime import timedelta

from app.bookings.enums import BookingState
from app.bookings.models.bookings import Booking
from app.bookings.models.orders import Order
from app.bookings.models.venue_orders import VenueOrder
from app.core.db import session
from app.core.errors import DomainError
from app.rescheduling.actions.by_guest import reschedule_by_guest
from app.rescheduling.quote import quote_reschedule
from tests.benchmarks.chaos.day import Day
from tests.benchmarks.chaos.guests import UNPAID, pay_on_page

RESCHEDULED = 0.15


def reschedule(day: Day, booking_id: int) -> None:
    """Reschedule a booking as its guest, or don't. What the new time costs more is paid first, or isn't."""
    chance, booking = day.chance, session.get_one(Booking, booking_id)
    if booking.state is not BookingState.CONFIRMED or chance.random() > RESCHEDULED:
        return
    order = session.get_one(Order, session.get_one(VenueOrder, booking.venue_order_id).order_id)
    starts_at = booking.starts_at + timedelta(days=chance.randint(0, 3), hours=chance.randint(-4, 4))
    try:
        difference = quote_reschedule(booking, starts_at, None, code=order.code).difference
        to = {"starts_at": starts_at, "member_id": None, "sequence": booking.sequence, "difference": difference}
        made = reschedule_by_guest(booking_id=booking_id, user_id=order.user_id or 0, **to)
        extra_id = made.id if isinstance(made, Order) else None
        session.commit()
    except DomainError:
        session.rollback()
        return
    if extra_id is not None and not pay_on_page(day, extra_id, unpaid=chance.random() < UNPAID):
        day.done["reschedules left unpaid"] += 1
    else:
        day.done["reschedules" if not difference else f"reschedules that cost {'more' if extra_id else 'less'}"] += 1
