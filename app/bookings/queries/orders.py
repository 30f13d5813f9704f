"""Orders: of carts, of users, pending, lapsed, and those that pay to reschedule a booking."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from app.bookings.enums import LATER_KINDS, LineKind, OrderKind, OrderState
from app.bookings.errors import BookingErrorCode
from app.bookings.models.bookings import Booking
from app.bookings.models.orders import Order, OrderLine
from app.bookings.models.reschedules import PendingReschedule
from app.bookings.models.venue_orders import VenueOrder
from app.cart.models import Cart
from app.catalog.models import Service
from app.core.db import session
from app.core.errors import NotFound
from app.tax.models import TaxRule
from app.venues.models import Venue, VenuePhoto

PAID_FOR = (OrderState.CONFIRMED, OrderState.REFUNDED)
# Everything that a page about an order shows: five statements.
WHOLE = (
    selectinload(Order.lines),
    selectinload(Order.venue_orders).options(
        joinedload(VenueOrder.venue).selectinload(Venue.photos).joinedload(VenuePhoto.photo),
        selectinload(VenueOrder.bookings).joinedload(Booking.service).joinedload(Service.photo),
        selectinload(VenueOrder.bookings).joinedload(Booking.option),
    ),
)


def pending_order(cart: Cart) -> Order | None:
    """Return the pending order that holds the times of a cart, if there is one."""
    return session.scalar(
        select(Order)
        .where(Order.cart_id == cart.id, Order.state == OrderState.PENDING)
        .options(selectinload(Order.venue_orders).selectinload(VenueOrder.bookings))
    )


def held_bookings(cart: Cart | None) -> Collection[int]:
    """Return the ids of the bookings held by a cart's own pending order or by a pending offer to its owner.

    One statement; none without a cart.
    """
    if cart is None:
        return ()
    offered = (Order.kind == OrderKind.WAITLIST) & (Order.user_id == cart.user_id)
    return session.scalars(
        select(Booking.id)
        .join(VenueOrder, VenueOrder.id == Booking.venue_order_id)
        .join(Order, Order.id == VenueOrder.order_id)
        .where(or_(Order.cart_id == cart.id, offered), Order.state == OrderState.PENDING)
    ).all()


def order_of(user_id: int, public_id: str) -> Order:
    """Return a user's order with everything that its page shows.

    Raises NotFound if the order does not exist or belongs to another user.
    """
    order = session.scalar(select(Order).where(Order.public_id == public_id, Order.user_id == user_id).options(*WHOLE))
    if order is None:
        raise NotFound(BookingErrorCode.NO_SUCH_ORDER)
    return order


def load_order(order_id: int) -> Order:
    """Load an order with everything that an email shows."""
    return session.scalars(select(Order).where(Order.id == order_id).options(*WHOLE)).one()


def lock_order(order_id: int) -> Order:
    """Load an order fresh and lock its row until the transaction ends."""
    return session.scalars(
        select(Order).where(Order.id == order_id).with_for_update().execution_options(populate_existing=True)
    ).one()


@dataclass(frozen=True, slots=True)
class Charged:
    """What an order charges for a booking, in cents: before tax, the tax, and how much of that is on fees too."""

    cents: int
    tax_cents: int
    fee_tax_cents: int


def charged_by(order_id: int) -> dict[int, Charged]:
    """Return what an order itself charges for each booking, by id. One statement."""
    is_tax = OrderLine.kind == LineKind.TAX

    def cents(condition: ColumnElement[bool]) -> ColumnElement[int]:
        return func.coalesce(func.sum(OrderLine.due_now_cents).filter(condition), 0)

    rows = session.execute(
        select(OrderLine.booking_id, cents(~is_tax), cents(is_tax), cents(is_tax & TaxRule.taxes_fees))
        .outerjoin(TaxRule, TaxRule.id == OrderLine.tax_rule_id)
        .where(OrderLine.order_id == order_id, OrderLine.booking_id.is_not(None))
        .group_by(OrderLine.booking_id)
        .order_by(OrderLine.booking_id)
    )
    return {booking_id: Charged(*map(int, amounts)) for booking_id, *amounts in rows if booking_id is not None}


def lapsed_orders(at: datetime, *, limit: int = 100) -> Sequence[int]:
    """Return the ids of pending orders whose hold has ended, the longest overdue first."""
    return session.scalars(
        select(Order.id)
        .where(Order.state == OrderState.PENDING, Order.held_until <= at)
        .order_by(Order.held_until)
        .limit(limit)
    ).all()


def pending_reschedule_order(booking_id: int) -> Order | None:
    """Return the pending order that pays to reschedule a booking, alone or with others. At most one exists."""
    return session.scalar(
        select(Order)
        .join(PendingReschedule, PendingReschedule.order_id == Order.id)
        .where(PendingReschedule.booking_id == booking_id, Order.state == OrderState.PENDING)
    )


def waiting_for_payment(booking_ids: Collection[int]) -> Sequence[int]:
    """Return those of these bookings whose new time waits for its payment, ascending. One statement."""
    return session.scalars(
        select(PendingReschedule.booking_id)
        .join(Order, Order.id == PendingReschedule.order_id)
        .where(PendingReschedule.booking_id.in_(booking_ids), Order.state == OrderState.PENDING)
        .order_by(PendingReschedule.booking_id)
    ).all()


def reschedule_orders(booking_id: int) -> Sequence[Order]:
    """List the pending and paid orders that reschedule a booking, oldest first. One statement."""
    return session.scalars(
        select(Order)
        .join(PendingReschedule, PendingReschedule.order_id == Order.id)
        .where(PendingReschedule.booking_id == booking_id, Order.state.in_((OrderState.PENDING, *PAID_FOR)))
        .order_by(Order.id)
    ).all()


def paid_charges(booking_id: int) -> Sequence[Order]:
    """List the paid orders that charged what a booking left for later, oldest first. One statement."""
    return session.scalars(
        select(Order)
        .join(OrderLine, OrderLine.order_id == Order.id)
        .where(OrderLine.booking_id == booking_id, Order.kind.in_(LATER_KINDS), Order.state.in_(PAID_FOR))
        .where(OrderLine.kind != LineKind.TAX)
        .order_by(Order.id)
    ).all()


def order_that_reschedules(order_id: int) -> Order:
    """Return an order that pays to reschedule a booking."""
    return session.get_one(Order, order_id)


def pending_reschedules(order_id: int) -> Sequence[PendingReschedule]:
    """List the new times that an order pays for, by start. One statement."""
    return session.scalars(
        select(PendingReschedule)
        .where(PendingReschedule.order_id == order_id)
        .order_by(PendingReschedule.starts_at, PendingReschedule.booking_id)
    ).all()
