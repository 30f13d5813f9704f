"""Tips, and who may give one."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import func, select

from app.bookings.enums import BookingState, OrderKind, OrderState, RefundState
from app.bookings.models.bookings import Booking
from app.bookings.models.orders import Order, OrderLine
from app.bookings.models.refunds import Refund
from app.bookings.queries.bookings import load_booking
from app.bookings.queries.orders import PAID_FOR
from app.core import clock
from app.core.db import session
from app.core.errors import Conflict
from app.tips.errors import TipErrorCode

LEAST_CENTS = 100
# A tip may be as much as the booking cost, but $20 is always possible and more than $500 never.
MOST_FOR_CHEAP_CENTS, MOST_CENTS = 2_000, 50_000
DAYS = 30
SUGGESTED_PERCENT = (15, 20, 25)


def most_cents(price_cents: int) -> int:
    """Return the highest tip for a booking of this price."""
    return min(MOST_CENTS, max(MOST_FOR_CHEAP_CENTS, price_cents))


class Suggestion(NamedTuple):
    """A suggested tip, and how many percent of the price it is: about as many if it isn't exact."""

    percent: int
    cents: int
    is_exact: bool


def suggestions(price_cents: int) -> list[Suggestion]:
    """Return the suggested tips, in whole dollars; none if two of them are the same."""
    most = most_cents(price_cents)
    amounts = [max(LEAST_CENTS, min(most, round(price_cents * percent, -4) // 100)) for percent in SUGGESTED_PERCENT]
    if len(set(amounts)) < len(amounts):
        return []
    percents = [round(cents * 100 / price_cents) for cents in amounts]
    return [
        Suggestion(percent, cents, price_cents * percent == cents * 100)
        for percent, cents in zip(percents, amounts, strict=True)
    ]


def tip_until(booking: Booking) -> datetime:
    """Return until when a guest can tip for a booking."""
    return booking.ends_at + timedelta(days=DAYS)


def check_tip(booking: Booking, *, at_desk: bool = False) -> None:
    """Raise Conflict, saying why, if a guest can't tip for a booking, whose venue and order must be loaded.

    At the front desk, a guest who has just paid at a link can tip once the booking has started, wherever it was booked.
    """
    venue = booking.venue
    if not (at_desk or booking.is_paid_online) or not booking.price_cents:
        raise Conflict(TipErrorCode.NOT_PAID_ONLINE)
    has_started = booking.state is BookingState.CONFIRMED and booking.starts_at <= clock.now()
    if booking.state is not BookingState.COMPLETED and not (at_desk and has_started):
        raise Conflict(TipErrorCode.NOT_COMPLETED)
    if not venue.takes_tips or not venue.can_email_guests:
        raise Conflict(TipErrorCode.NO_TIPS, venue=venue.name)
    if tipped_cents([booking.id]):
        raise Conflict(TipErrorCode.ALREADY_TIPPED)
    if tip_until(booking) < clock.now():
        raise Conflict(TipErrorCode.TOO_LATE, days=DAYS)


def can_tip(booking: Booking, *, at_desk: bool = False) -> bool:
    """Return whether a guest can tip for a booking, whose venue and order must be loaded. At most one statement."""
    try:
        check_tip(booking, at_desk=at_desk)
    except Conflict:
        return False
    return True


def tipped_cents(booking_ids: Collection[int]) -> dict[int, int]:
    """Return the tips for these bookings, less their refunds, in cents. Those without a tip are missing.

    One statement.
    """
    refunded = (
        select(func.coalesce(func.sum(Refund.amount_cents), 0))
        .where(Refund.order_id == Order.id, Refund.state != RefundState.FAILED)
        .correlate(Order)
        .scalar_subquery()
    )
    rows = session.execute(
        select(OrderLine.booking_id, OrderLine.amount_cents - refunded)
        .join(Order, Order.id == OrderLine.order_id)
        .where(OrderLine.booking_id.in_(booking_ids), Order.kind == OrderKind.TIP, Order.state.in_(PAID_FOR))
    )
    return {booking_id: int(cents) for booking_id, cents in rows if booking_id is not None and cents > 0}


def tip_cents(booking: Booking) -> int:
    """Return the tip for a booking, less its refunds, in cents. One statement, none before it is over."""
    if booking.state not in {BookingState.COMPLETED, BookingState.NO_SHOW}:
        return 0
    return tipped_cents([booking.id]).get(booking.id, 0)


def pending_tip(booking_id: int) -> Order | None:
    """Return the order of a tip for a booking that isn't paid yet. At most one exists."""
    return session.scalar(
        select(Order)
        .join(OrderLine, OrderLine.order_id == Order.id)
        .where(OrderLine.booking_id == booking_id, Order.kind == OrderKind.TIP, Order.state == OrderState.PENDING)
    )


def tipped_booking_id(order_id: int) -> int:
    """Return the id of the booking that an order tips for."""
    return (
        session.scalars(
            select(OrderLine.booking_id).where(OrderLine.order_id == order_id, OrderLine.booking_id.is_not(None))
        ).one()
        or 0
    )


def tipped_booking(order: Order) -> Booking:
    """Return the booking that an order tips for, with its venue and order."""
    return load_booking(tipped_booking_id(order.id))
