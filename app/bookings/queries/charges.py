"""What guests paid through us for bookings, and what of it their venues have earned."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import case, func, select
from sqlalchemy.orm import aliased

from app.bookings.enums import AT_VENUE, BookingState, OrderKind, RefundSource
from app.bookings.models.bookings import Booking
from app.bookings.models.orders import Order, OrderLine
from app.bookings.models.refunds import Refund
from app.bookings.models.venue_orders import VenueOrder
from app.bookings.queries.orders import PAID_FOR
from app.commission.amounts import commission_cents
from app.core.db import session
from app.passes.enums import UseState
from app.passes.models import PassUse

# A venue earns a booking once it is over, in whichever way.
EARNED_STATES = frozenset({BookingState.COMPLETED, BookingState.NO_SHOW, BookingState.CANCELED})

_is_tip = Order.kind == OrderKind.TIP


@dataclass(frozen=True, slots=True)
class Charge:
    """What one order charged for a booking, less refunds, in cents."""

    booking_id: int
    venue_id: int
    order_id: int
    state: BookingState
    rate_bps: int
    is_tip: bool
    cents: int
    # How much of it store credit, a package, or a membership paid.
    credit_cents: int

    @property
    def earned_cents(self) -> int:
        """Return what the venue has earned of it, our commission included. A tip is earned at once."""
        return self.cents if self.is_tip or self.state in EARNED_STATES else 0

    @property
    def commission_cents(self) -> int:
        """Return our commission on what the venue has earned. Each charge is rounded on its own."""
        return commission_cents(self.earned_cents, self.rate_bps)

    @property
    def expected_commission_cents(self) -> int:
        """Return the commission if the venue earns all of it."""
        return commission_cents(self.cents, self.rate_bps)

    def without(self, cents: int) -> "Charge":
        """Return the charge less an amount that a bank holds."""
        return replace(self, cents=max(0, self.cents - cents)) if cents > 0 else self


def charges_of(booking_ids: Collection[int]) -> Sequence[Charge]:
    """Return the charges of these bookings that were paid through us, oldest order first. One statement.

    Refunds count from when they are due, and a failed one until it is retried: the guest is owed that.
    """
    retry = aliased(Refund)
    refunds = (
        select(func.coalesce(func.sum(Refund.amount_cents), 0))
        .where(
            Refund.booking_id == Booking.id,
            Refund.order_id == Order.id,
            ~select(retry.id).where(retry.retries_id == Refund.id).exists(),
        )
        .correlate(Booking, Order)
    )
    refunded = refunds.scalar_subquery()
    # What a package or membership paid for the booking counts as paid by the booking's own order.
    by_pass = (
        select(func.coalesce(func.sum(PassUse.value_cents), 0))
        .where(PassUse.booking_id == Booking.id, PassUse.state == UseState.USED, VenueOrder.order_id == Order.id)
        .correlate(Booking, VenueOrder, Order)
        .scalar_subquery()
    )
    to_credit = refunds.where(Refund.source == RefundSource.CREDIT).scalar_subquery()
    rows = session.execute(
        select(
            Booking.id,
            VenueOrder.venue_id,
            Order.id,
            Booking.state,
            case((_is_tip, 0), else_=Booking.commission_bps),
            _is_tip,
            func.sum(OrderLine.due_now_cents) - refunded + by_pass,
            func.sum(OrderLine.credit_cents) - to_credit + by_pass,
        )
        .join(VenueOrder, VenueOrder.id == Booking.venue_order_id)
        .join(OrderLine, OrderLine.booking_id == Booking.id)
        .join(Order, Order.id == OrderLine.order_id)
        .where(Booking.id.in_(booking_ids), Order.state.in_(PAID_FOR), Order.kind.not_in(AT_VENUE))
        .group_by(Booking.id, VenueOrder.id, Order.id)
        .order_by(Booking.id, Order.id)
    )
    return [
        Charge(booking_id, venue_id, order_id, state, rate_bps, is_tip, int(cents), int(credit_cents))
        for booking_id, venue_id, order_id, state, rate_bps, is_tip, cents, credit_cents in rows
    ]
