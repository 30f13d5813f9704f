"""The bookings that count, as one common table of many statements: each at one venue, on its local date there."""

from datetime import date

from sqlalchemy import CTE, ColumnElement, Date, Select, SQLColumnExpression, case, cast, func, select

from app.availability.engine import Range
from app.bookings.enums import BookingState, OrderOrigin, OrderState, RefundState, SettledBy
from app.bookings.models import Booking, Order, OrderLine, Refund, VenueOrder
from app.reports.enums import Kind
from app.reports.periods import Days, Period
from app.reports.queries.utilization import midnights
from app.venues.models import Venue

# What was never paid, or paid too late, is no booking.
KINDS = {
    BookingState.REQUESTED: Kind.VISIT,
    BookingState.CONFIRMED: Kind.VISIT,
    BookingState.COMPLETED: Kind.VISIT,
    BookingState.NO_SHOW: Kind.MISSED,
    BookingState.CANCELED: Kind.CANCELED,
}
# One that was refunded as a whole has lines, and refunds of as much.
PAID = (OrderState.CONFIRMED, OrderState.REFUNDED)


def counted(venue: Venue, days: Days) -> CTE:
    """The bookings that begin on these days."""
    window = midnights(venue, days.first, days.last)
    at_desk = Order.origin == OrderOrigin.FRONT_DESK
    stands = Booking.state != BookingState.CANCELED
    is_paid = Order.settled_by != SettledBy.UNPAID
    return (
        bookings_of(venue)
        .where(begins_in(window))
        .add_columns(
            cast(func.timezone(venue.zone_name, Booking.starts_at), Date).label("day"),
            _amount(Booking.price_cents, at_desk & stands & is_paid).label("in_person"),
            _amount(Booking.price_cents, at_desk & stands & ~is_paid).label("unpaid"),
        )
        .cte("counted")
    )


def bookings_of(venue: Venue) -> Select[tuple[int, ...]]:
    """All bookings of a venue that count, whenever."""
    kind = case(
        *((Booking.state == state, kind.value) for state, kind in KINDS.items() if kind is not Kind.VISIT),
        else_=Kind.VISIT.value,
    )
    # A price below the usual one was a deal's, also where that is gone.
    deal = case((Booking.discount_cents > 0, func.coalesce(Booking.deal_id, 0)))
    return (
        select(
            Booking.id,
            Booking.service_id,
            Booking.starts_at,
            kind.label("kind"),
            Booking.quantity,
            Booking.price_cents,
            Booking.discount_cents,
            Booking.cancel_free_hours,
            deal.label("deal"),
            VenueOrder.guest_id,
        )
        .join(VenueOrder, VenueOrder.id == Booking.venue_order_id)
        .join(Order, Order.id == VenueOrder.order_id)
        .where(VenueOrder.venue_id == venue.id, Booking.state.in_(KINDS))
    )


def begins_in(window: Range) -> ColumnElement[bool]:
    return (Booking.starts_at >= window[0]) & (Booking.starts_at < window[1])


def paid_lines(of: CTE) -> Select[tuple[int, int]]:
    """What was paid here for each of some bookings, by what the lines of its orders say: (item id, cents), a row a
    line. What is paid at the desk is none of it."""
    return (
        select(of.c.id, OrderLine.amount_cents)
        .join(OrderLine, OrderLine.booking_id == of.c.id)
        .join(Order, Order.id == OrderLine.order_id)
        .where(Order.state.in_(PAID), Order.origin == OrderOrigin.ONLINE)
    )


def money_back(of: CTE) -> Select[tuple[int, int]]:
    """What went back of them, or is on its way: (item id, cents below zero), a row a refund. What could not be sent
    is still here."""
    return (
        select(of.c.id, -Refund.amount_cents)
        .join(Refund, Refund.booking_id == of.c.id)
        .where(Refund.state != RefundState.FAILED)
    )


def which(day: ColumnElement[date], period: Period) -> ColumnElement[str]:
    """ "now" for a day of the period, "then" for one of those before, else NULL."""
    return case(
        (day.between(period.days.first, period.days.last), "now"),
        (day.between(period.before.first, period.before.last), "then"),
    )


def _amount(cents: SQLColumnExpression[int], condition: ColumnElement[bool]) -> ColumnElement[int]:
    return case((condition, cents), else_=0)
