"""A reschedule that waits for payment while the booking changes in another way."""

from app.bookings.queries.orders import pending_reschedule_order
from app.core.jobs import defer


def end_pending_reschedule(booking_id: int) -> None:
    """Close the pending order that would pay to reschedule a booking, and its payment page.

    A payment that was already made is refunded: the booking is no longer what the reschedule was based on.
    """
    order = pending_reschedule_order(booking_id)
    if order is not None:
        defer("payments.close_order", order_id=order.id)
