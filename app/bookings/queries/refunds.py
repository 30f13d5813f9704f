"""Refunds, and what can still be refunded."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, FromClause, Select, Subquery, and_, func, select, true

from app.bookings.enums import AT_VENUE, LineKind, OrderKind, RefundSource, RefundState
from app.bookings.models.bookings import Booking
from app.bookings.models.orders import Order, OrderLine
from app.bookings.models.refunds import Refund, not_retried
from app.bookings.models.venue_orders import VenueOrder
from app.bookings.queries.orders import PAID_FOR
from app.core.db import session
from app.core.parameters import one_of
from app.tax.amounts import share
from app.venues.enums import VenueStatus
from app.venues.models import Venue


def refunds_of(order_id: int) -> Sequence[Refund]:
    """List the refunds of an order, oldest first, without failed ones that were retried. One statement."""
    return not_retried(session.scalars(select(Refund).where(Refund.order_id == order_id).order_by(Refund.id)).all())


def refundable_cents(booking: Booking) -> int:
    """Return how much of the payments for a booking has not been refunded, in cents. One statement.

    A failed refund still counts as refundable. Zero for bookings from the front desk: we never had that money.
    """
    return sum(cents for _, cents in refundable_by_order(booking))


def refundable_of(bookings: Sequence[Booking]) -> dict[int, int]:
    """Return the same for several bookings, by id, without tips, which a cancellation or a reschedule never refunds.

    Those of which nothing was paid are missing. One statement.
    """
    rows = session.execute(_refundable(), {"bookings": [booking.id for booking in bookings]})
    return {booking_id: max(0, int(cents)) for booking_id, cents in rows if booking_id is not None}


@cache
def _refundable() -> Select[int | None, int]:
    """Return the query, built once because every cancellation sends it."""
    refunded = (
        select(Refund.booking_id, func.sum(Refund.amount_cents).label("cents"))
        .join(Order, Order.id == Refund.order_id)
        .where(one_of(Refund.booking_id, "bookings"), Refund.state != RefundState.FAILED, Order.kind != OrderKind.TIP)
        .group_by(Refund.booking_id)
        .subquery()
    )
    left = func.sum(OrderLine.due_now_cents) - func.coalesce(func.max(refunded.c.cents), 0)
    return (
        select(OrderLine.booking_id, left)
        .join(Order, Order.id == OrderLine.order_id)
        .outerjoin(refunded, refunded.c.booking_id == OrderLine.booking_id)
        .where(one_of(OrderLine.booking_id, "bookings"), Order.state.in_(PAID_FOR))
        .where(Order.kind.not_in({*AT_VENUE, OrderKind.TIP}))
        .group_by(OrderLine.booking_id)
    )


@dataclass(frozen=True, slots=True)
class Refundable:
    """What can still be refunded of what an order charged for a booking, in cents, and how much of it is tax.

    What goes to a card can be kept as credit at the venue by a guest with an account, unless a bank disputes it, or
    nobody can book there.
    """

    order_id: int
    source: RefundSource
    cents: int
    tax_cents: int = 0
    can_be_kept: bool = False
    is_tip: bool = False

    def tax_in(self, cents: int) -> int:
        """Return how much of a refund is tax, in proportion."""
        return share(self.tax_cents, cents, self.cents)


def refundable_tip_cents(booking: Booking) -> int:
    """Return how much of that is a tip. One statement."""
    return sum(each.cents for each in refundable_by_source(booking, only_tips=True))


def refundable_by_order(booking: Booking) -> list[tuple[int, int]]:
    """List the refundable cents of a booking by the order that paid: (order id, cents), newest order first, tips last.

    One statement. The same rules apply as for `refundable_cents`.
    """
    found: dict[int, int] = {}
    for each in refundable_by_source(booking):
        found[each.order_id] = found.get(each.order_id, 0) + each.cents
    return list(found.items())


def refundable_by_source(booking: Booking, *, only_tips: bool = False) -> list[Refundable]:
    """List the same in the order in which it is refunded: of the newest order first, and to the card before the credit.

    Credit at the venue comes after credit for all venues, and tips come last. One statement.
    """
    return refundables_of([booking.id], only_tips=only_tips).get(booking.id, [])


def refundables_of(booking_ids: Collection[int], *, only_tips: bool = False) -> dict[int, list[Refundable]]:
    """Return the same for several bookings, by id. One statement."""
    rows = session.execute(_refundables(only_tips=only_tips), {"bookings": list(booking_ids)})
    found: dict[int, list[Refundable]] = {}
    for booking_id, order_id, tips, may_keep, *amounts, taxed in rows:
        cents, tax_left = sum(map(int, amounts)), int(taxed)
        for source, part in zip(RefundSource, map(int, amounts), strict=True):
            tax_part = share(tax_left, part, cents)
            can_be_kept = may_keep and source is RefundSource.CARD
            of = Refundable(order_id, source, part, tax_part, can_be_kept, tips)
            found.setdefault(booking_id or 0, []).append(of)
            cents, tax_left = cents - part, tax_left - tax_part
    return found


@cache
def _refundables(*, only_tips: bool) -> Select[*tuple[Any, ...]]:
    """Return the query, built once because every page of a booking sends it."""
    lines = _lines()
    refunded = _refunded(lines)
    line, back = lines.c, refunded.c
    is_live = (
        select(Booking.id)
        .join(VenueOrder, VenueOrder.id == Booking.venue_order_id)
        .join(Venue, Venue.id == VenueOrder.venue_id)
        .where(Booking.id == line.booking_id, Venue.status == VenueStatus.LIVE)
        .correlate(lines)
        .exists()
    )
    is_tip = Order.kind == OrderKind.TIP
    return (
        select(
            line.booking_id,
            Order.id,
            is_tip,
            and_(Order.user_id.is_not(None), ~Order.refunds_blocked, ~is_tip, is_live),
            line.card - back.card,
            line.credit - back.credit,
            line.venue_credit - back.venue_credit,
            line.tax - back.tax,
        )
        .select_from(lines)
        .join(Order, Order.id == line.order_id)
        .join(refunded, true())
        .where(Order.state.in_(PAID_FOR), Order.kind.not_in(AT_VENUE))
        .where(is_tip if only_tips else true())
        .order_by(is_tip, Order.id.desc())
    )


def _lines() -> Subquery:
    """Return the sums of what each order charged for each booking, by source."""
    return (
        select(
            OrderLine.booking_id,
            OrderLine.order_id,
            func.sum(OrderLine.due_now_cents - OrderLine.credit_cents).label("card"),
            func.sum(OrderLine.credit_cents - OrderLine.venue_credit_cents).label("credit"),
            func.sum(OrderLine.venue_credit_cents).label("venue_credit"),
            func.coalesce(func.sum(OrderLine.amount_cents).filter(OrderLine.kind == LineKind.TAX), 0).label("tax"),
        )
        .where(one_of(OrderLine.booking_id, "bookings"))
        .group_by(OrderLine.booking_id, OrderLine.order_id)
        .subquery("lines")
    )


def _refunded(lines: Subquery) -> FromClause:
    """Return the sums of what was refunded of these lines, by source, without failed refunds."""

    def refunded_to(source: RefundSource) -> ColumnElement[int]:
        return func.coalesce(func.sum(Refund.amount_cents).filter(Refund.source == source), 0)

    return (
        select(
            refunded_to(RefundSource.CARD).label("card"),
            refunded_to(RefundSource.CREDIT).label("credit"),
            refunded_to(RefundSource.VENUE_CREDIT).label("venue_credit"),
            func.coalesce(func.sum(Refund.tax_cents), 0).label("tax"),
        )
        .where(
            Refund.booking_id == lines.c.booking_id,
            Refund.order_id == lines.c.order_id,
            Refund.state != RefundState.FAILED,
        )
        .lateral("refunded")
    )


def keepable_cents(refundable: Sequence[Refundable], cents: int) -> int:
    """Return how much of a refund the guest may keep as credit at the venue, in cents: what would go to a card.

    `refundable` is what can be refunded of the booking, in order.
    """
    kept = 0
    for each in refundable:
        part = max(0, min(cents, each.cents))
        kept += part if each.can_be_kept else 0
        cents -= part
    return kept


def refund_of(refund_id: int) -> Refund:
    return session.get_one(Refund, refund_id)
