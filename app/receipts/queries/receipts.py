"""Receipts, and what they say."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Select, func, or_, select, union_all
from sqlalchemy.orm import joinedload

from app.bookings.enums import AT_VENUE, RefundState
from app.bookings.models.bookings import Booking
from app.bookings.models.orders import Order, OrderLine
from app.bookings.models.refunds import Refund
from app.bookings.models.reschedules import Reschedule
from app.bookings.models.venue_orders import VenueOrder
from app.bookings.queries.orders import PAID_FOR
from app.bookings.queries.refund_taxes import refunded_taxes
from app.core.db import session
from app.core.errors import NotFound
from app.memberships.models import Membership
from app.passes.models import Pass
from app.payments.enums import PaymentState
from app.payments.models import Payment
from app.receipts.errors import ReceiptErrorCode
from app.receipts.models import Receipt
from app.venues.models import Venue


def venues_of_order(order_id: int) -> Sequence[Venue]:
    """Return the venues for which an order charges something now, or whose package it pays for, by id.

    One statement.
    """
    booked = (
        select(VenueOrder.venue_id)
        .join(Booking, Booking.venue_order_id == VenueOrder.id)
        .join(OrderLine, OrderLine.booking_id == Booking.id)
        .where(OrderLine.order_id == order_id)
        .group_by(VenueOrder.venue_id)
        .having(func.sum(OrderLine.due_now_cents) > 0)
    )
    bought = select(Pass.venue_id).where(Pass.order_id == order_id)
    return session.scalars(select(Venue).where(Venue.id.in_(union_all(booked, bought))).order_by(Venue.id)).all()


def refunds_without_receipt(order_id: int) -> Sequence[tuple[Refund, int]]:
    """Return the refunds of an order that were made and have no receipt yet, each with its venue's id."""
    venue_id = func.coalesce(VenueOrder.venue_id, Pass.venue_id)
    rows = session.execute(
        select(Refund, venue_id)
        .outerjoin(Booking, Booking.id == Refund.booking_id)
        .outerjoin(VenueOrder, VenueOrder.id == Booking.venue_order_id)
        .outerjoin(Pass, Pass.order_id == Refund.order_id)
        .where(
            Refund.order_id == order_id,
            Refund.state == RefundState.SUCCEEDED,
            venue_id.is_not(None),
            ~select(Receipt.id).where(Receipt.refund_id == Refund.id).exists(),
        )
        .order_by(venue_id, Refund.id)
    )
    return [(refund, venue_id) for refund, venue_id in rows]


def orders_without_receipts(*, limit: int) -> Sequence[int]:
    """List orders that were paid or refunded and lack a receipt, the earliest first. One statement."""
    has_receipt = select(Receipt.id).where(Receipt.order_id == Order.id, Receipt.refund_id.is_(None)).exists()
    refund_has = select(Receipt.id).where(Receipt.refund_id == Refund.id).exists()
    refunded = select(Refund.order_id).where(Refund.state == RefundState.SUCCEEDED, ~refund_has)
    for_booking = select(OrderLine.id).where(OrderLine.order_id == Order.id, OrderLine.booking_id.is_not(None)).exists()
    for_package = select(Pass.id).where(Pass.order_id == Order.id).exists()
    return session.scalars(
        select(Order.id)
        .where(Order.state.in_(PAID_FOR), Order.kind.not_in(AT_VENUE), Order.total_cents > Order.later_cents)
        .where(or_(for_booking, for_package), ~has_receipt | Order.id.in_(refunded))
        .order_by(Order.settled_at, Order.id)
        .limit(limit)
    ).all()


def receipts_of(order_id: int) -> Sequence[Receipt]:
    """List the receipts of an order by venue, payments first, with all that they need. One statement."""
    return session.scalars(
        _receipts()
        .where(Receipt.order_id == order_id)
        .order_by(Receipt.venue_id, Receipt.refund_id.is_not(None), Receipt.id)
    ).all()


def receipts_of_venue(venue_id: int, begin: datetime, end: datetime, *, limit: int) -> Sequence[Receipt]:
    """List a venue's receipts for payments and refunds of a period, by number. One statement."""
    at = func.coalesce(Refund.ended_at, Refund.created_at, Order.settled_at, Order.created_at)
    return session.scalars(
        _receipts()
        .outerjoin(Refund, Refund.id == Receipt.refund_id)
        .where(Receipt.venue_id == venue_id, at >= begin, at < end)
        .order_by(Receipt.year, Receipt.number)
        .limit(limit)
    ).all()


def receipt_of_guest(user_id: int, public_id: str) -> Receipt:
    """Return a receipt of a user's order. Raises NotFound."""
    return _one(_receipts().where(Receipt.public_id == public_id, Order.user_id == user_id))


def receipt_of_venue(venue_id: int, public_id: str) -> Receipt:
    """Return one of a venue's receipts. Raises NotFound."""
    return _one(_receipts().where(Receipt.public_id == public_id, Receipt.venue_id == venue_id))


def _receipts() -> Select[Receipt]:
    return (
        select(Receipt)
        .join(Receipt.order)
        .options(joinedload(Receipt.order), joinedload(Receipt.refund), joinedload(Receipt.venue))
    )


def _one(query: Select[Receipt]) -> Receipt:
    found = session.scalar(query)
    if found is None:
        raise NotFound(ReceiptErrorCode.NO_SUCH_RECEIPT)
    return found


@dataclass(frozen=True, slots=True)
class BoughtTerms:
    """A package with what its guest agreed to: for a month of a membership, the words of the membership."""

    held: Pass
    agreed_text: str


def bought_with(order_id: int) -> BoughtTerms:
    """Return the package that an order paid for. One statement."""
    held, text = session.execute(
        select(Pass, func.coalesce(Membership.agreed_text, ""))
        .outerjoin(Membership, Membership.id == Pass.membership_id)
        .where(Pass.order_id == order_id)
        .options(joinedload(Pass.venue))
    ).one()
    return BoughtTerms(held, text)


def bookings_on_receipts(order_id: int) -> Sequence[Booking]:
    """Return the bookings that an order charges for, with their venue orders. One statement."""
    charged = select(OrderLine.booking_id).where(OrderLine.order_id == order_id)
    return session.scalars(
        select(Booking).where(Booking.id.in_(charged)).order_by(Booking.id).options(joinedload(Booking.venue_order))
    ).all()


def texts_on_receipts(booking_ids: Collection[int]) -> dict[str, str]:
    """Return what the earliest receipt about each booking says the guest agreed to, by booking id. One statement."""
    orders = select(OrderLine.order_id).where(OrderLine.booking_id.in_(booking_ids))
    found: dict[str, str] = {}
    for texts in session.scalars(
        select(Receipt.agreed_texts).where(Receipt.order_id.in_(orders)).order_by(Receipt.id.desc())
    ):
        found |= texts
    return found


def first_keep_percents(booking_ids: Collection[int]) -> dict[int, int]:
    """Return what a late cancellation kept before the first reschedule, by id of each rescheduled booking.

    One statement.
    """
    rows = session.execute(
        select(Reschedule.booking_id, Reschedule.from_keep_percent)
        .where(Reschedule.booking_id.in_(booking_ids))
        .order_by(Reschedule.sequence.desc())
    )
    return {row.booking_id: row.from_keep_percent for row in rows}  # the first one wins


@dataclass(frozen=True, slots=True)
class Contents:
    """A receipt with what it says: the lines of its order and the bookings that are about its venue, and what paid.

    A package or a month of a membership has no bookings.
    """

    receipt: Receipt
    lines: Sequence[OrderLine]
    bookings: Sequence[Booking]
    payment: Payment | None
    # The tax in a refund, by what the order calls it.
    taxes_back: Mapping[str, int] = field(default_factory=dict)

    @property
    def cents(self) -> int:
        """Return what was paid, or what was refunded, which is negative."""
        refund = self.receipt.refund
        return -refund.amount_cents if refund else sum(line.due_now_cents for line in self.lines)


def contents_of(receipts: Sequence[Receipt]) -> list[Contents]:
    """Return what receipts say. Three statements for any number of them, and three more if a refund has tax."""
    order_ids = {receipt.order_id for receipt in receipts}
    lines: dict[tuple[int, int], list[OrderLine]] = defaultdict(list)
    rows = session.execute(
        select(OrderLine, func.coalesce(VenueOrder.venue_id, Pass.venue_id))
        .outerjoin(Booking, Booking.id == OrderLine.booking_id)
        .outerjoin(VenueOrder, VenueOrder.id == Booking.venue_order_id)
        .outerjoin(Pass, Pass.order_id == OrderLine.order_id)
        .where(OrderLine.order_id.in_(order_ids))
        .order_by(OrderLine.position)
    )
    for line, venue_id in rows:
        lines[line.order_id, venue_id].append(line)
    ids = {line.booking_id for found in lines.values() for line in found}
    bookings = session.scalars(
        select(Booking)
        .where(Booking.id.in_(ids))
        .order_by(Booking.starts_at, Booking.id)
        .options(joinedload(Booking.venue_order).options(joinedload(VenueOrder.venue), joinedload(VenueOrder.order)))
    ).all()
    paid = select(Payment).where(Payment.order_id.in_(order_ids), Payment.state == PaymentState.PAID)
    payments = {payment.order_id: payment for payment in session.scalars(paid)}

    taxes_back = refunded_taxes([receipt.refund for receipt in receipts if receipt.refund])

    def contents(receipt: Receipt) -> Contents:
        own = lines[receipt.order_id, receipt.venue_id]
        which = {receipt.refund.booking_id} if receipt.refund else {line.booking_id for line in own}
        about = [booking for booking in bookings if booking.id in which]
        back = taxes_back.get(receipt.refund_id or 0, {})
        return Contents(receipt, own, about, payments.get(receipt.order_id), back)

    return [contents(receipt) for receipt in receipts]
