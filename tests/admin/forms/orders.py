"""Forms about visits and their money."""

from collections.abc import Callable

from app.accounts.models import User
from app.admin.enums import Act
from app.bookings.enums import RefundState
from app.bookings.models import BookingItem, Order, Refund, VenueOrder
from app.db import session
from tests.admin.forms.sent import Sent
from tests.bookings.days import TUESDAY, booked
from tests.factories import add, make_service, make_venue


def visit() -> tuple[BookingItem, dict[str, str]]:
    """One that is paid, and what its addresses call it."""
    item = booked(make_service(make_venue(), capacity=4, price_cents=10000), TUESDAY)
    order = session.get_one(Order, session.get_one(VenueOrder, item.venue_order_id).order_id)
    return item, {"order_id": order.public_id, "visit_id": item.public_id}


def giving_back(_admin: User) -> Sent:
    _, names = visit()
    return Sent((Act.ORDER_REFUND,), names, {"amount": "40", "left": "10000", "reason": "The room was cold."})


def canceling(_admin: User) -> Sent:
    _, names = visit()
    return Sent((Act.ORDER_CANCEL,), names, {"reason": "The venue has closed."})


def trying_again(_admin: User) -> Sent:
    item, names = visit()
    refund = add(Refund(item_id=item.id, amount_cents=4000, reason="Cold.", state=RefundState.FAILED))
    return Sent((Act.ORDER_RETRY,), {"order_id": names["order_id"], "refund_id": refund.public_id})


TABLE: dict[str, Callable[[User], Sent]] = {
    "admin.visit_refund": giving_back,
    "admin.visit_cancel": canceling,
    "admin.order_retry": trying_again,
}
