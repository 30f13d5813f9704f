"""The lines of an order: what each booking costs, and how much of it is left for later."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.bookings.enums import LineKind
from app.bookings.models.bookings import Booking, Extra
from app.bookings.models.orders import Order, OrderLine
from app.tax.amounts import TaxDue


@dataclass(frozen=True, slots=True)
class Sold:
    """What the lines of an order say about one booking."""

    booking_id: int
    title: str
    quantity: int
    service_cents: int
    discount_cents: int
    price_reason: str
    extras: Sequence[Extra] = ()
    later_cents: int = 0
    taxes: Sequence[TaxDue] = ()


def lines_of(
    order: Order, bookings: Sequence[Booking], taxes: Mapping[int, Sequence[TaxDue]] | None = None
) -> list[OrderLine]:
    """Return the lines of an order, which add up to the charge. `taxes` are those of each booking, by id."""
    sold = [
        Sold(
            booking.id,
            booking.title,
            booking.quantity,
            booking.service_cents,
            booking.discount_cents,
            booking.price_reason,
            booking.extras,
            booking.later_cents,
            (taxes or {}).get(booking.id, ()),
        )
        for booking in bookings
    ]
    return [OrderLine(**values) for values in line_values(order.id, sold)]


def line_values(order_id: int, bookings: Sequence[Sold]) -> list[dict[str, Any]]:
    """Return the values of an order's lines.

    Each booking has one at its usual price, with all that it leaves for later, one for each add-on, and one for its
    discount. The taxes come last.
    """
    lines: list[dict[str, Any]] = []

    def add(booking: Sold, kind: LineKind, text: str, cents: int, later_cents: int = 0) -> None:
        values = {"order_id": order_id, "booking_id": booking.booking_id, "position": len(lines) + 1}
        cents_of = {"amount_cents": cents, "later_cents": later_cents}
        lines.append({**values, "kind": kind, "text": text, **cents_of, "tax_rule_id": None})

    for booking in bookings:
        guests = f" × {booking.quantity}" if booking.quantity > 1 else ""
        add(booking, LineKind.BOOKING, f"{booking.title}{guests}", booking.service_cents, booking.later_cents)
        for extra in booking.extras:
            add(booking, LineKind.BOOKING, f"{extra.title}{guests}", extra.cents * booking.quantity)
        if booking.discount_cents:
            add(booking, LineKind.DISCOUNT, booking.price_reason, -booking.discount_cents)
    for booking in bookings:
        for tax in booking.taxes:
            add(booking, LineKind.TAX, tax.rule.label, tax.cents)
            lines[-1]["tax_rule_id"] = tax.rule.id
    return lines
