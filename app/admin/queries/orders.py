"""Order search for admins."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from app.accounts.models import User
from app.admin.enums import OrderFilter
from app.admin.errors import AdminErrorCode
from app.admin.queries.people import code_in, pattern
from app.bookings.enums import OrderKind, OrderState, RefundState
from app.bookings.models.bookings import Booking
from app.bookings.models.events import BookingTransition
from app.bookings.models.orders import Order, OrderLine
from app.bookings.models.refunds import Refund
from app.bookings.models.venue_orders import VenueOrder
from app.bookings.queries.bookings import rescheduled_booking_id
from app.core.db import session
from app.core.errors import NotFound
from app.payments.models import Payment
from app.venues.models import Venue

PAGE = 25
# A date is in the time zone of some venue in the USA, so its day runs from midnight in the east to midnight in the
# west.
EARLIEST, LATEST = timedelta(hours=4), timedelta(hours=34)


@dataclass(frozen=True, slots=True)
class OrderSearch:
    """The criteria of an order search. Dates are those of bookings, first and last included."""

    text: str = ""
    venue: str = ""
    first: date | None = None
    last: date | None = None
    wanted: OrderFilter = OrderFilter.ANY
    page: int = 1


@dataclass(frozen=True, slots=True)
class Orders:
    """One page of orders, and how many cents of each were refunded, by order id."""

    orders: Sequence[Order]
    refunded: Mapping[int, int]
    has_more: bool


def find_orders(search: OrderSearch) -> Orders:
    """List matching orders, newest first, with their venue orders, venues, bookings and refunds. Five statements."""
    found = session.scalars(
        select(Order)
        .where(*_conditions(search))
        .order_by(Order.id.desc())
        .limit(PAGE + 1)
        .offset((search.page - 1) * PAGE)
        .options(
            selectinload(Order.venue_orders).options(
                joinedload(VenueOrder.venue, innerjoin=True),
                selectinload(VenueOrder.bookings).selectinload(Booking.refunds),
            )
        )
    ).all()
    orders = found[:PAGE]
    return Orders(orders, refunded_by_order([order.id for order in orders]), has_more=len(found) > PAGE)


def refunded_by_order(order_ids: Collection[int]) -> dict[int, int]:
    """Return how many cents of each order were refunded or are being refunded, by order id. One statement."""
    found = session.execute(
        select(Refund.order_id, func.sum(Refund.amount_cents))
        .where(Refund.order_id.in_(order_ids), Refund.state != RefundState.FAILED)
        .group_by(Refund.order_id)
    )
    return {row[0]: row[1] for row in found}


def _conditions(search: OrderSearch) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    code = code_in(search.text)
    if code:
        booked = select(VenueOrder.order_id).join(VenueOrder.bookings).where(Booking.public_id == code)
        conditions.append(or_(Order.public_id == code, Order.id.in_(booked)))
    elif search.text:
        wanted = pattern(search.text)
        # The union materializes the matches, so Postgres uses the index and sorts afterwards.
        written = select(Order.id).where(or_(Order.name.ilike(wanted), Order.email.ilike(wanted)))
        theirs = select(Order.id).join(User, User.id == Order.user_id).where(User.email.ilike(wanted))
        conditions.append(Order.id.in_(written.union(theirs)))
    if search.venue:
        at = select(VenueOrder.order_id).join(Venue, Venue.id == VenueOrder.venue_id)
        conditions.append(Order.id.in_(at.where(Venue.name.ilike(pattern(search.venue)))))
    if search.first or search.last:
        conditions.append(Order.id.in_(_visited_between(search.first, search.last)))
    if search.wanted is OrderFilter.STUCK:
        conditions.append(Order.id.in_(_with_stuck_refunds()))
    elif search.wanted is OrderFilter.MISMATCHED:
        conditions.append(Order.id.in_(select(Payment.order_id).where(Payment.mismatch != "")))
    elif search.wanted is not OrderFilter.ANY:
        conditions.append(Order.state == OrderState(search.wanted.value))
    return conditions


def _visited_between(first: date | None, last: date | None) -> Select[int]:
    visited = select(VenueOrder.order_id).join(VenueOrder.bookings)
    if first:
        visited = visited.where(Booking.starts_at >= datetime.combine(first, time(), UTC) + EARLIEST)
    if last:
        visited = visited.where(Booking.starts_at < datetime.combine(last, time(), UTC) + LATEST)
    return visited


def _with_stuck_refunds() -> Select[int]:
    again = select(Refund.retries_id).where(Refund.retries_id.is_not(None))
    return select(Refund.order_id).where(Refund.state == RefundState.FAILED, Refund.id.not_in(again))


def order_by_code(public_id: str) -> Order:
    """Return an order with its lines, venue orders, venues, bookings and refunds. Five statements. Raises NotFound."""
    order = session.scalar(
        select(Order)
        .where(Order.public_id == public_id)
        .options(
            selectinload(Order.lines),
            selectinload(Order.venue_orders).options(
                joinedload(VenueOrder.venue, innerjoin=True),
                selectinload(VenueOrder.bookings).selectinload(Booking.refunds),
            ),
        )
        .execution_options(populate_existing=True)
    )
    if order is None:
        raise NotFound(AdminErrorCode.NO_SUCH_ORDER)
    return order


def later_orders_by_booking(order: Order) -> Mapping[int, Sequence[Order]]:
    """Return the orders that pay for rescheduling this order's bookings or tip for them, by booking id, in order.

    Two statements.
    """
    items = [booking.id for venue_order in order.venue_orders for booking in venue_order.bookings]
    found: defaultdict[int, list[Order]] = defaultdict(list)
    for extra in session.scalars(select(Order).where(Order.reschedules_booking_id.in_(items)).order_by(Order.id)):
        found[rescheduled_booking_id(extra)].append(extra)
    tips = (
        select(OrderLine.booking_id, Order)
        .join(Order, Order.id == OrderLine.order_id)
        .where(OrderLine.booking_id.in_(items), Order.kind == OrderKind.TIP)
        .order_by(Order.id)
    )
    for booking_id, tip in session.execute(tips):
        found[booking_id or 0].append(tip)
    return found


def booking_in(order: Order, public_id: str) -> Booking:
    """Return one booking of an order. Raises NotFound."""
    for venue_order in order.venue_orders:
        for booking in venue_order.bookings:
            if booking.public_id == public_id:
                return booking
    raise NotFound(AdminErrorCode.NO_SUCH_BOOKING)


def transitions_of(order_id: int) -> Sequence[BookingTransition]:
    """List the transitions of an order's bookings, oldest first. One statement."""
    return session.scalars(
        select(BookingTransition)
        .join(Booking, Booking.id == BookingTransition.booking_id)
        .join(VenueOrder, VenueOrder.id == Booking.venue_order_id)
        .where(VenueOrder.order_id == order_id)
        .order_by(BookingTransition.id)
    ).all()


def refund_by_code(public_id: str) -> Refund:
    """Return a refund by its public id. Raises NotFound."""
    refund = session.scalar(select(Refund).where(Refund.public_id == public_id))
    if refund is None:
        raise NotFound(AdminErrorCode.NO_SUCH_REFUND)
    return refund


def booking_of(refund: Refund) -> Booking:
    """Return the refunded booking with its venue order and order. One statement."""
    return session.scalars(
        select(Booking)
        .join(Booking.venue_order)
        .join(VenueOrder.order)
        .where(Booking.id == refund.booking_id)
        .options(contains_eager(Booking.venue_order).contains_eager(VenueOrder.order))
    ).one()
