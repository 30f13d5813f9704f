"""The bookings that count, as a common table expression for many statements: those of one venue, on its local dates."""

from datetime import date

from sqlalchemy import CTE, ColumnElement, Date, Integer, Select, SQLColumnExpression, case, cast, func, select

from app.availability.engine.types import Range
from app.bookings.enums import AT_VENUE, BookingState, LineKind, OrderKind, OrderState, RefundState, SettledBy
from app.bookings.models.bookings import Booking
from app.bookings.models.orders import Order, OrderLine
from app.bookings.models.refunds import Refund
from app.bookings.models.venue_orders import VenueOrder
from app.bookings.queries.desk_payments import AT_LINKS, IN_PERSON
from app.reports.enums import BookingOutcome
from app.reports.periods import Days, ReportPeriod
from app.reports.queries.utilization import midnights
from app.venues.models import Venue

# Bookings that were never paid, or paid too late, do not count.
KINDS = {
    BookingState.REQUESTED: BookingOutcome.VISIT,
    BookingState.CONFIRMED: BookingOutcome.VISIT,
    BookingState.COMPLETED: BookingOutcome.VISIT,
    BookingState.NO_SHOW: BookingOutcome.MISSED,
    BookingState.CANCELED: BookingOutcome.CANCELED,
}
# A fully refunded order has lines, and refunds of the same amount.
_is_tip = Order.kind == OrderKind.TIP
PAID = (OrderState.CONFIRMED, OrderState.REFUNDED)


def counted(venue: Venue, days: Days) -> CTE:
    """Return the bookings that begin on these days."""
    window = midnights(venue, days.first, days.last)
    at_desk = Order.kind.in_(AT_VENUE)
    stands = Booking.state != BookingState.CANCELED
    is_paid = Order.settled_by != SettledBy.UNPAID
    # What the guest paid at a link of the front desk is paid online.
    at_venue = func.greatest(0, Booking.price_cents - AT_LINKS)
    return (
        bookings_of(venue)
        .where(begins_in(window))
        .add_columns(
            cast(func.timezone(venue.zone_name, Booking.starts_at), Date).label("day"),
            cast(case((at_desk & stands & is_paid, at_venue), (stands, IN_PERSON), else_=0), Integer).label(
                "in_person"
            ),
            cast(_amount(func.greatest(0, at_venue - IN_PERSON), at_desk & stands & ~is_paid), Integer).label("unpaid"),
        )
        .cte("counted")
    )


def bookings_of(venue: Venue) -> Select[tuple[int, ...]]:
    """Select all bookings of a venue that count, at any time."""
    kind = case(
        *((Booking.state == state, kind.value) for state, kind in KINDS.items() if kind is not BookingOutcome.VISIT),
        else_=BookingOutcome.VISIT.value,
    )
    # A discounted price came from a deal, even if the deal was deleted.
    deal = case((Booking.discount_cents > 0, func.coalesce(Booking.deal_id, 0)))
    return (
        select(
            Booking.id,
            Booking.service_id,
            Booking.option_id,
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


def paid_lines(of: CTE, *, tips: bool = False) -> Select[tuple[int, int]]:
    """Select what was paid online for some bookings, or their tips: (booking id, cents), one row per line of an order.

    Excludes payments at the front desk. Tips and taxes aren't revenue.
    """
    return (
        select(of.c.id, OrderLine.due_now_cents)
        .join(OrderLine, OrderLine.booking_id == of.c.id)
        .join(Order, Order.id == OrderLine.order_id)
        .where(Order.state.in_(PAID), Order.kind.not_in(AT_VENUE), _is_tip if tips else ~_is_tip)
        .where(OrderLine.kind != LineKind.TAX)
    )


def money_back(of: CTE, *, tips: bool = False) -> Select[tuple[int, int]]:
    """Select the refunds of some bookings, or of their tips: (booking id, negative cents), one row per refund.

    Includes refunds in progress. Excludes failed ones, whose money is still with us, and the tax in refunds.
    """
    return (
        select(of.c.id, Refund.tax_cents - Refund.amount_cents)
        .join(Refund, Refund.booking_id == of.c.id)
        .join(Order, Order.id == Refund.order_id)
        .where(Refund.state != RefundState.FAILED, _is_tip if tips else ~_is_tip)
    )


def which(day: ColumnElement[date], period: ReportPeriod) -> ColumnElement[str]:
    """Return "now" for a day of the period, "then" for a day of the previous period, and otherwise NULL."""
    return case(
        (day.between(period.days.first, period.days.last), "now"),
        (day.between(period.before.first, period.before.last), "then"),
    )


def _amount(cents: SQLColumnExpression[int], condition: ColumnElement[bool]) -> ColumnElement[int]:
    return case((condition, cents), else_=0)
