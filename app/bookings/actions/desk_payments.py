"""Recording what guests pay in person: for a booking from the front desk, or what an online one left for later."""

from collections.abc import Sequence

from sqlalchemy import select

from app.bookings import stored_texts
from app.bookings.actions.earnings import record_seen
from app.bookings.actions.later import waive_charge
from app.bookings.actions.refunds import lock_booking
from app.bookings.enums import Actor, BookingState, SettledBy
from app.bookings.errors import BookingErrorCode
from app.bookings.models.bookings import Booking
from app.bookings.models.desk_payments import DeskPayment
from app.bookings.models.orders import Order
from app.bookings.models.venue_orders import VenueOrder
from app.bookings.queries.desk_payments import desk_payment_of, desk_payments_of, due_by_booking, due_cents
from app.bookings.states import record_event
from app.core import clock
from app.core.db import session
from app.core.errors import Conflict, DomainError
from app.core.formats import usd

# Guests pay for bookings in these states.
PAYABLE_STATES = frozenset({BookingState.CONFIRMED, BookingState.COMPLETED, BookingState.NO_SHOW})


def record_desk_payment(
    *, booking_id: int, method: SettledBy, cents: int, tip_cents: int = 0, user_id: int
) -> DeskPayment:
    """Record an amount that a guest paid in person, and a tip if they want it recorded. An open payment link ends.

    Raises Conflict if guests don't pay for the booking in its state, DomainError for nothing or more than is due.
    """
    booking = lock_booking(booking_id)
    order_of_booking(booking)  # another booking of it may be paid at the same time
    if booking.state not in PAYABLE_STATES:
        raise Conflict(BookingErrorCode.NOTHING_DUE)
    due = due_cents(booking.id)
    if method is SettledBy.UNPAID or cents < 0 or tip_cents < 0 or cents + tip_cents == 0 or cents > due:
        raise DomainError(BookingErrorCode.DESK_AMOUNT, due=due)
    payment = _add(booking, method, cents, tip_cents, user_id)
    if cents:
        waive_charge(booking.id)
    settle_desk_order(booking)
    reason = str(stored_texts.SETTLED[method])
    record_event(booking, booking.state, actor=Actor.PROVIDER, user_id=user_id, reason=f"{reason}: {usd(cents)}")
    record_seen(booking)
    return payment


def undo_desk_payment(*, booking_id: int, payment_id: int, user_id: int) -> DeskPayment:
    """Undo a payment in person: its amount is due again. Undoing it twice changes nothing. Raises NotFound."""
    booking = lock_booking(booking_id)
    payment = desk_payment_of(booking_id, payment_id)
    if payment.undone_at is None:
        _undo(booking, payment, user_id)
        settle_desk_order(booking)
        record_event(
            booking,
            booking.state,
            actor=Actor.PROVIDER,
            user_id=user_id,
            reason=stored_texts.payment_undone(payment.amount_cents),
        )
        record_seen(booking)
    return payment


def settle_all(bookings: Sequence[Booking], method: SettledBy, *, user_id: int | None) -> None:
    """Replace the payments in person of these bookings, which must be locked: all of what is due is paid this way.

    With "unpaid", it is due again.
    """
    by_id = {booking.id: booking for booking in bookings}
    for payment in desk_payments_of(list(by_id)):
        _undo(by_id[payment.booking_id], payment, user_id)
    if method is not SettledBy.UNPAID:
        for booking_id, due in due_by_booking(list(by_id)).items():
            if due:
                _add(by_id[booking_id], method, due, 0, user_id)


def settle_desk_order(booking: Booking) -> None:
    """Say with the order of a front desk booking how it was paid, once nothing is due. The booking must be locked."""
    session.flush()
    order = order_of_booking(booking)
    if not order.is_from_front_desk or not booking.price_cents:
        return
    query = select(Booking.id).where(Booking.venue_order_id == booking.venue_order_id)
    ids = session.scalars(query.where(Booking.state != BookingState.CANCELED)).all()
    paid = desk_payments_of(ids)
    how = paid[-1].method if paid else SettledBy.CARD
    order.settled_by = SettledBy.UNPAID if any(due_by_booking(ids).values()) else how
    session.flush()


def order_of_booking(booking: Booking) -> Order:
    """Return the order of a booking, locked."""
    return session.scalars(
        select(Order)
        .join(VenueOrder, VenueOrder.order_id == Order.id)
        .where(VenueOrder.id == booking.venue_order_id)
        .with_for_update(of=Order)
    ).one()


def _add(booking: Booking, method: SettledBy, cents: int, tip_cents: int, user_id: int | None) -> DeskPayment:
    venue_id = session.scalars(select(VenueOrder.venue_id).where(VenueOrder.id == booking.venue_order_id)).one()
    payment = DeskPayment(
        booking_id=booking.id,
        venue_id=venue_id,
        method=method,
        amount_cents=cents,
        tip_cents=tip_cents,
        at=clock.now(),
        user_id=user_id,
    )
    session.add(payment)
    booking.later_cents = max(0, booking.later_cents - cents)
    session.flush()
    return payment


def _undo(booking: Booking, payment: DeskPayment, user_id: int | None) -> None:
    payment.undone_at, payment.undone_by = clock.now(), user_id
    if not order_of_booking(booking).is_from_front_desk:
        booking.later_cents += payment.amount_cents
    session.flush()
