"""What to calculate for an order, what to commit and reverse, and what Stripe refused."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, ScalarSelect, SQLColumnExpression, Subquery, func, select
from sqlalchemy.orm import aliased

from app.bookings.enums import LineKind
from app.bookings.models.bookings import Booking
from app.bookings.models.orders import Order, OrderLine
from app.bookings.models.refunds import Refund
from app.bookings.models.venue_orders import VenueOrder
from app.bookings.queries.orders import PAID_FOR
from app.core.db import session
from app.tax_calculations.gateway import CalculationRequest, ReversalRequest
from app.tax_calculations.models import TaxCalculation, TaxReversal
from app.venues.models import Venue

# How many one round of the job commits, and reverses.
MOST = 200


def requests_for(order_id: int) -> Mapping[int, CalculationRequest]:
    """Return what to calculate for an order, by venue: what it charges for each booking. One statement."""
    charged = func.sum(OrderLine.due_now_cents)
    rows = session.execute(
        select(Venue, Booking.public_id, charged)
        .join(VenueOrder, VenueOrder.venue_id == Venue.id)
        .join(Booking, Booking.venue_order_id == VenueOrder.id)
        .join(OrderLine, OrderLine.booking_id == Booking.id)
        .where(OrderLine.order_id == order_id, OrderLine.kind != LineKind.TAX)
        .group_by(Venue.id, Booking.id)
        .having(charged > 0)
        .order_by(Venue.id, Booking.id)
    )
    venues: dict[int, Venue] = {}
    sold: dict[int, dict[str, int]] = defaultdict(dict)
    for venue, number, cents in rows:
        venues[venue.id] = venue
        sold[venue.id][number] = int(cents)
    return {
        venue.id: CalculationRequest(venue.street, venue.city, venue.state, venue.postal_code, sold[venue.id])
        for venue in venues.values()
    }


@dataclass(frozen=True, slots=True)
class Refusal:
    """What Stripe refused to enter in its reports: a sale, or with a booking, a refund. `cents` are with tax."""

    order: str
    venue: str
    why: str
    booking: str | None = None
    cents: int | None = None


def refusals() -> Sequence[Refusal]:
    """List what Stripe refused: sales, then refunds, the newest first. Two statements."""
    sales = session.execute(
        select(Order.public_id, Venue.name, TaxCalculation.failure)
        .join(TaxCalculation, TaxCalculation.order_id == Order.id)
        .join(Venue, Venue.id == TaxCalculation.venue_id)
        .where(TaxCalculation.failure != "")
        .order_by(TaxCalculation.id.desc())
    )
    cents = TaxReversal.net_cents + TaxReversal.tax_cents
    refunds = session.execute(
        select(Order.public_id, Venue.name, TaxReversal.failure, Booking.public_id, cents)
        .join(TaxCalculation, TaxCalculation.order_id == Order.id)
        .join(Venue, Venue.id == TaxCalculation.venue_id)
        .join(TaxReversal, TaxReversal.calculation_id == TaxCalculation.id)
        .join(Booking, Booking.id == TaxReversal.booking_id)
        .where(TaxReversal.failure != "")
        .order_by(TaxReversal.id.desc())
    )
    return [*(Refusal(*row) for row in sales), *(Refusal(*row) for row in refunds)]


def uncommitted() -> Sequence[int]:
    """Return the ids of calculations whose order is paid, and that aren't committed. One statement."""
    return session.scalars(
        select(TaxCalculation.id)
        .join(Order, Order.id == TaxCalculation.order_id)
        .where(TaxCalculation.transaction_id.is_(None), TaxCalculation.failure == "", Order.state.in_(PAID_FOR))
        .order_by(TaxCalculation.id)
        .limit(MOST)
    ).all()


def reference_of(calculation: TaxCalculation) -> str:
    """Return by what Stripe's reports know a calculation: the number of its order, and its own id."""
    order = session.get_one(Order, calculation.order_id)
    return f"{order.public_id}-{calculation.id}"


@dataclass(frozen=True, slots=True)
class Unreversed:
    """What refunds of a booking return of a committed calculation, and no reversal says yet, in cents."""

    calculation_id: int
    booking_id: int
    net_cents: int
    tax_cents: int


def unreversed() -> Sequence[Unreversed]:
    """Return what is to be reversed. One statement."""
    pairs = (
        select(TaxCalculation.id, TaxCalculation.order_id, Refund.booking_id)
        .join(Booking, Booking.id == Refund.booking_id)
        .join(VenueOrder, VenueOrder.id == Booking.venue_order_id)
        .join(
            TaxCalculation,
            (TaxCalculation.order_id == Refund.order_id) & (TaxCalculation.venue_id == VenueOrder.venue_id),
        )
        .where(TaxCalculation.transaction_id.is_not(None))
        .distinct()
        .subquery()
    )
    net, tax = _changes(pairs, sign=1)
    rows = session.execute(
        select(pairs.c.id, pairs.c.booking_id, net, tax)
        .where(net + tax > 0)
        .order_by(pairs.c.id, pairs.c.booking_id)
        .limit(MOST)
    )
    return [Unreversed(*map(int, row)) for row in rows]


@dataclass(frozen=True, slots=True)
class Excess:
    """What Stripe's reports say that we refunded for a booking, and we didn't, in cents, and how much of it is tax."""

    order: str
    venue: str
    booking: str
    cents: int
    tax_cents: int


def reversed_too_much() -> Sequence[Excess]:
    """List what was reversed and isn't refunded anymore, such as when a bank gave it back. One statement.

    Stripe Tax can't take a reversal back.
    """
    pairs = (
        select(TaxCalculation.id, TaxCalculation.order_id, TaxReversal.booking_id)
        .join(TaxReversal, TaxReversal.calculation_id == TaxCalculation.id)
        .where(TaxReversal.stripe_id.is_not(None))
        .distinct()
        .subquery()
    )
    net, tax = _changes(pairs, sign=-1)
    rows = session.execute(
        select(Order.public_id, Venue.name, Booking.public_id, net + tax, tax)
        .select_from(pairs)
        .join(TaxCalculation, TaxCalculation.id == pairs.c.id)
        .join(Order, Order.id == TaxCalculation.order_id)
        .join(Venue, Venue.id == TaxCalculation.venue_id)
        .join(Booking, Booking.id == pairs.c.booking_id)
        .where(net + tax > 0)
        .order_by(pairs.c.id.desc(), pairs.c.booking_id)
    )
    return [Excess(*row) for row in rows]


def _changes(pairs: Subquery, *, sign: int) -> tuple[ColumnElement[int], ColumnElement[int]]:
    """Return by how much refunds exceed the reversals of calculations and bookings, without tax and tax; at least 0.

    A sign of -1 is for how much the reversals exceed the refunds. Refunds count as everywhere: from when they are due,
    and a failed one until it is retried, together at most what was charged.
    """
    retry = aliased(Refund)
    counts = ~select(retry.id).where(retry.retries_id == Refund.id).exists()

    def total(cents: SQLColumnExpression[int], *which: ColumnElement[bool]) -> ScalarSelect[int]:
        return select(func.coalesce(func.sum(cents), 0)).where(*which).correlate(pairs).scalar_subquery()

    def change(
        refunded: SQLColumnExpression[int], reverted: SQLColumnExpression[int], charged: ColumnElement[bool]
    ) -> ColumnElement[int]:
        of = {"order_id": pairs.c.order_id, "booking_id": pairs.c.booking_id}
        lines = [getattr(OrderLine, name) == value for name, value in of.items()]
        refunds = [getattr(Refund, name) == value for name, value in of.items()]
        reversals = TaxReversal.calculation_id == pairs.c.id, TaxReversal.booking_id == pairs.c.booking_id
        due = func.least(total(refunded, counts, *refunds), total(OrderLine.due_now_cents, charged, *lines))
        return func.greatest(0, sign * (due - total(reverted, *reversals)))

    is_tax = OrderLine.kind == LineKind.TAX
    net = change(Refund.amount_cents - Refund.tax_cents, TaxReversal.net_cents, ~is_tax)
    return net, change(Refund.tax_cents, TaxReversal.tax_cents, is_tax)


def unsent_reversals() -> Sequence[int]:
    """Return the ids of reversals that Stripe hasn't confirmed. One statement."""
    return session.scalars(
        select(TaxReversal.id)
        .where(TaxReversal.stripe_id.is_(None), TaxReversal.failure == "")
        .order_by(TaxReversal.id)
        .limit(MOST)
    ).all()


def request_of(reversal_id: int) -> ReversalRequest:
    """Return the request of a reversal, always identical."""
    reversal = session.get_one(TaxReversal, reversal_id)
    calculation = session.get_one(TaxCalculation, reversal.calculation_id)
    return ReversalRequest(
        calculation.transaction_id or "",
        f"{reference_of(calculation)}-R{reversal.id}",
        session.get_one(Booking, reversal.booking_id).public_id,
        reversal.net_cents,
        reversal.tax_cents,
    )
