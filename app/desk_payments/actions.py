"""Payment links at the front desk, and counting the cash."""

from datetime import date, timedelta

from app.bookings.actions.desk_payments import PAYABLE_STATES
from app.bookings.actions.later import open_charge, plan_link
from app.bookings.actions.refunds import lock_booking
from app.bookings.errors import BookingErrorCode
from app.bookings.models.orders import Order
from app.bookings.models.venue_orders import VenueOrder
from app.bookings.queries.desk_payments import due_cents
from app.commission.queries import rates_of
from app.core import clock
from app.core.db import session
from app.core.errors import Conflict, DomainError
from app.core.ids import token
from app.desk_payments.errors import DeskPaymentErrorCode
from app.desk_payments.models import CashCount
from app.desk_payments.queries import desk_day
from app.venues.models import Venue
from app.venues.payment_policy import LEAST_CHARGE_CENTS

# How long a guest can pay at a link.
LINK_LASTS = timedelta(days=3)


def open_link(*, booking_id: int, cents: int) -> Order:
    """Create the order that a guest pays at a link: all or a part of what is due. An earlier link must have ended.

    What is paid online has a commission, so a booking from the front desk gets the venue's rate of today. Raises
    Conflict if the booking can't be paid in its state or an earlier charge is open, DomainError if the amount is wrong.
    """
    booking = lock_booking(booking_id)
    due = due_cents(booking.id)
    if booking.state not in PAYABLE_STATES or not due:
        raise Conflict(BookingErrorCode.NOTHING_DUE)
    if open_charge(booking.id) is not None:
        raise Conflict(DeskPaymentErrorCode.LINK_IS_OPEN)
    if not LEAST_CHARGE_CENTS <= cents <= due:
        raise DomainError(DeskPaymentErrorCode.LINK_AMOUNT, least=LEAST_CHARGE_CENTS, most=due)
    venue_order = session.get_one(VenueOrder, booking.venue_order_id)
    order = plan_link(booking, cents, key=token(), until=clock.now() + LINK_LASTS)
    if order.user_id is None and not booking.commission_bps:
        booking.commission_bps = rates_of([venue_order.venue_id])[venue_order.venue_id].rate_bps
    session.flush()
    return order


def count_cash(
    *, venue: Venue, day: date, opening_cents: int, counted_cents: int, note: str, user_id: int
) -> CashCount:
    """Save how much cash was counted at the end of a day.

    Raises DomainError for a day in the future, or a difference without a note.
    """
    if day > clock.now().astimezone(venue.zone).date():
        raise DomainError(DeskPaymentErrorCode.NOT_YET)
    count = CashCount(
        venue_id=venue.id,
        day=day,
        opening_cents=opening_cents,
        cash_cents=desk_day(venue, day).cash_cents,
        counted_cents=counted_cents,
        note=note.strip()[:300],
        user_id=user_id,
        at=clock.now(),
    )
    if count.difference_cents and not count.note:
        raise DomainError(DeskPaymentErrorCode.EXPLAIN_DIFFERENCE, cents=count.difference_cents)
    session.add(count)
    session.flush()
    return count
