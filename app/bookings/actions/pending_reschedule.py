"""A move that waits for its payment, when the visit is changed otherwise meanwhile."""

from app.bookings.queries import pending_reschedule_order
from app.jobs import defer


def end_pending_reschedule(booking_id: int) -> None:
    """Have the order that would pay for moving a visit end, and its payment page with it. What was paid on it before
    that goes back: the visit is not where it was when that was agreed."""
    order = pending_reschedule_order(booking_id)
    if order is not None:
        defer("payments.close_order", order_id=order.id)
