"""The differences of several bookings that a guest reschedules together: lower prices pay for higher ones.

An order's lines say what it paid for each booking, so that every refund knows its payment. So what one booking no
longer costs is carried over to another in the lines of the order that paid it. They still add up to what was charged.
"""

from collections.abc import Mapping, Sequence
from zoneinfo import ZoneInfo

from sqlalchemy import func, select

from app.bookings import stored_texts
from app.bookings.actions.refunds import queue_refund
from app.bookings.enums import LineKind, RefundSource
from app.bookings.models.bookings import Booking
from app.bookings.models.orders import OrderLine
from app.bookings.queries.refunds import Refundable, refundable_by_source
from app.bookings.taxes import Before, lower_taxes
from app.core.db import session


def shares(changes: Mapping[int, int], total: int) -> dict[int, int]:
    """Return how much of a payment is for each booking: of those with a higher price, the first ones."""
    parts = {}
    for booking_id, cents in changes.items():
        part = min(max(0, cents), total)
        if part:
            parts[booking_id] = part
            total -= part
    return parts


def pay_differences(
    bookings: Sequence[Booking],
    changes: Mapping[int, int],
    zone: ZoneInfo,
    *,
    before: Mapping[int, Before],
    paid: Mapping[int, int] | None = None,
) -> None:
    """Carry over what lower prices free to the bookings with higher ones, and queue refunds of the rest.

    `changes` are the differences in cents by booking id, `paid` is what an order has paid of them. The bookings must be
    locked and rescheduled already; `before` is what had been paid for each.
    """
    needs = {booking_id: cents - (paid or {}).get(booking_id, 0) for booking_id, cents in changes.items() if cents > 0}
    by_id = {booking.id: booking for booking in bookings}
    for booking in bookings:
        freed = max(0, -changes.get(booking.id, 0))
        for of in refundable_by_source(booking) if freed else []:
            left = of.cents
            for other, need in needs.items():
                part = min(freed, left, need)
                if part > 0:
                    _carry_over(of, booking, by_id[other], part, zone)
                    freed, left, needs[other] = freed - part, left - part, need - part
        tax = lower_taxes(booking, freed, before=before[booking.id]) if changes.get(booking.id, 0) <= 0 else 0
        queue_refund(booking, freed + tax, stored_texts.lower_prices(booking.title), tax_cents=tax)


def _carry_over(of: Refundable, source: Booking, target: Booking, cents: int, zone: ZoneInfo) -> None:
    order_id = of.order_id
    last = session.scalar(select(func.max(OrderLine.position)).where(OrderLine.order_id == order_id)) or 0
    for position, (booking, amount) in enumerate(((source, -cents), (target, cents)), start=last + 1):
        text = stored_texts.carried_over(booking.title, booking.starts_at, zone)
        values = {"kind": LineKind.BOOKING, "text": text[:200], "amount_cents": amount}
        line = OrderLine(order_id=order_id, booking_id=booking.id, position=position, **values)
        line.credit_cents = amount if of.source.is_credit else 0
        line.venue_credit_cents = amount if of.source is RefundSource.VENUE_CREDIT else 0
        session.add(line)
    session.flush()
