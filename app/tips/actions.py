"""Tips: starting one, and the end of its order."""

from app.bookings import stored_texts
from app.bookings.actions.earnings import record_earnings
from app.bookings.actions.refunds import lock_booking, queue_full_refund
from app.bookings.enums import LineKind, OrderKind, OrderState
from app.bookings.models.orders import Order, OrderLine
from app.bookings.queries.bookings import load_booking
from app.core import clock
from app.core.db import session
from app.core.errors import Conflict, DomainError
from app.orders.actions.create import Contact, start_order
from app.tips.errors import TipErrorCode
from app.tips.queries import LEAST_CENTS, check_tip, most_cents, pending_tip, tipped_booking_id, tipped_cents


def start_tip(*, booking_id: int, cents: int, pay_key: str | None = None) -> Order:
    """Create the order that pays a tip. An earlier tip for the booking must have ended.

    A tip at the front desk has the key of a link, because its guest may have no account.

    Raises Conflict if the guest can't tip for the booking, DomainError if the amount is too low or too high.
    """
    lock_booking(booking_id)
    booking = load_booking(booking_id)
    check_tip(booking, at_desk=pay_key is not None)
    if pending_tip(booking.id):
        raise Conflict(TipErrorCode.ALREADY_TIPPED)
    most = most_cents(booking.price_cents)
    if not LEAST_CENTS <= cents <= most:
        raise DomainError(TipErrorCode.AMOUNT, least=LEAST_CENTS, most=most)
    of = booking.order
    contact = Contact(of.name, of.email, of.phone)
    order = start_order(kind=OrderKind.TIP, user_id=of.user_id, contact=contact, total_cents=cents, pay_key=pay_key)
    text = stored_texts.tip(booking.title, booking.starts_at, booking.venue.zone)
    values = {"position": 1, "kind": LineKind.BOOKING, "text": text[:200], "amount_cents": cents}
    session.add(OrderLine(order_id=order.id, booking_id=booking.id, **values))
    session.flush()
    return order


def confirm_tip(order: Order) -> None:
    """Give a paid tip to the venue. The order must be locked.

    If it was paid too late, after another tip for the booking, refund it.
    """
    booking = lock_booking(tipped_booking_id(order.id))
    is_second = bool(tipped_cents([booking.id]))
    order.state = OrderState.REFUNDED if is_second else OrderState.CONFIRMED
    order.settled_at = clock.now()
    session.flush()
    if is_second:
        queue_full_refund(order.id, booking, str(stored_texts.TIPPED_TWICE))
    record_earnings([booking.id])
