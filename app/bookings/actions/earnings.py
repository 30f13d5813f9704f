"""What a venue earns with a booking, in the ledger.

A booking is earned once it is completed, a no-show, or canceled: then the venue keeps what was paid for it, less what
was refunded or is still owed to the guest.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from app.bookings.enums import AT_VENUE, BookingState
from app.bookings.models.bookings import Booking
from app.bookings.models.orders import Order, OrderLine
from app.bookings.models.refunds import Refund
from app.bookings.models.venue_orders import VenueOrder
from app.bookings.queries.orders import PAID_FOR
from app.core.db import session
from app.ledger.actions import Entry, credit, debit, record_entries
from app.ledger.enums import Account, LedgerEvent
from app.ledger.queries import Earned, earned_by

EARNED_STATES = frozenset({BookingState.COMPLETED, BookingState.NO_SHOW, BookingState.CANCELED})


@dataclass(frozen=True, slots=True)
class Due:
    """What a venue should have earned with a booking by now, in cents."""

    booking_id: int
    venue_id: int
    cents: int


def record_earnings(booking_ids: Collection[int]) -> None:
    """Bring the ledger up to date with the state, payments and refunds of these bookings, which must be locked.

    At most four statements. Repeating it changes nothing.
    """
    session.flush()
    before = earned_by(booking_ids)
    entries = []
    for due in _due(booking_ids):
        earned = before.get(due.booking_id, Earned())
        change = due.cents - earned.cents
        entries.append(
            Entry(
                LedgerEvent.EARNING,
                f"{due.booking_id}:{earned.entries + 1}",
                [
                    debit(Account.GUEST_PREPAYMENTS, change, booking_id=due.booking_id),
                    credit(Account.VENUE_PAYABLE, change, booking_id=due.booking_id, venue_id=due.venue_id),
                ],
            )
        )
    record_entries(entries)


def _due(booking_ids: Collection[int]) -> Iterator[Due]:
    """Yield what is due for those of these bookings that were paid through us. One statement."""
    retry = aliased(Refund)
    # A failed refund is still owed to the guest until it is retried as another one.
    refunded = (
        select(func.coalesce(func.sum(Refund.amount_cents), 0))
        .where(Refund.booking_id == Booking.id, ~select(retry.id).where(retry.retries_id == Refund.id).exists())
        .correlate(Booking)
        .scalar_subquery()
    )
    rows = session.execute(
        select(Booking.id, Booking.state, VenueOrder.venue_id, func.sum(OrderLine.amount_cents) - refunded)
        .join(VenueOrder, VenueOrder.id == Booking.venue_order_id)
        .join(OrderLine, OrderLine.booking_id == Booking.id)
        .join(Order, Order.id == OrderLine.order_id)
        .where(Booking.id.in_(booking_ids), Order.state.in_(PAID_FOR), Order.kind.not_in(AT_VENUE))
        .group_by(Booking.id, VenueOrder.venue_id)
        .order_by(Booking.id)
    )
    for booking_id, state, venue_id, cents in rows:
        yield Due(booking_id, venue_id, int(cents) if state in EARNED_STATES else 0)
