"""Forms for bookings and their money."""

from collections.abc import Callable

from app.accounts.models import User
from app.admin.enums import AuditAction
from app.bookings.enums import RefundState
from app.bookings.models.bookings import Booking
from app.bookings.models.orders import Order
from app.bookings.models.refunds import Refund
from app.bookings.models.venue_orders import VenueOrder
from app.core.db import session
from tests.admin.forms.sent import Sent
from tests.factories import add, make_service, make_venue
from tests.paid_day import TUESDAY, booked


def visit() -> tuple[Booking, dict[str, str]]:
    """Return a paid booking, and its keys in URLs."""
    booking = booked(make_service(make_venue(), capacity=4, price_cents=10000), TUESDAY)
    order = session.get_one(Order, session.get_one(VenueOrder, booking.venue_order_id).order_id)
    return booking, {"order_id": order.public_id, "booking_id": booking.public_id}


def giving_back(_admin: User) -> Sent:
    _, names = visit()
    return Sent((AuditAction.ORDER_REFUND,), names, {"amount": "40", "left": "10000", "reason": "The room was cold."})


def canceling(_admin: User) -> Sent:
    _, names = visit()
    return Sent((AuditAction.ORDER_CANCEL,), names, {"reason": "The venue has closed."})


def trying_again(_admin: User) -> Sent:
    booking, names = visit()
    refund = add(Refund(booking_id=booking.id, amount_cents=4000, reason="Cold.", state=RefundState.FAILED))
    return Sent((AuditAction.ORDER_RETRY,), {"order_id": names["order_id"], "refund_id": refund.public_id})


TABLE: dict[str, Callable[[User], Sent]] = {
    "admin.booking_refund": giving_back,
    "admin.booking_cancel": canceling,
    "admin.order_retry": trying_again,
}
