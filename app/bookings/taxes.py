"""The taxes of bookings: which rules apply, and what is charged."""

from collections.abc import Iterable, Mapping, Sequence

from app.bookings.enums import LineKind
from app.bookings.models.bookings import Booking
from app.bookings.models.orders import OrderLine
from app.bookings.queries.orders import Charged
from app.tax.amounts import Place, TaxDue, share
from app.venues.models import Venue


def place_of(venue: Venue) -> Place:
    """Return where a venue sells its services."""
    return Place(venue.state, venue.city, venue.zone)


def note_taxes(booking: Booking, taxes: Iterable[TaxDue]) -> int:
    """Note taxes that are charged for a booking, and return their sum."""
    charged = list(taxes)
    total = sum(tax.cents for tax in charged)
    booking.tax_cents += total
    booking.fee_tax_cents += sum(tax.cents for tax in charged if tax.rule.taxes_fees)
    return total


def tax_lines(order_id: int, taxes: Mapping[int, Sequence[TaxDue]], *, after: int) -> list[OrderLine]:
    """Return the lines of an order for taxes, which are given by booking id. `after` is its last position so far."""
    due = [(booking_id, tax) for booking_id, found in taxes.items() for tax in found]
    return [
        OrderLine(
            order_id=order_id,
            booking_id=booking_id,
            position=position,
            kind=LineKind.TAX,
            text=tax.rule.label,
            amount_cents=tax.cents,
            tax_rule_id=tax.rule.id,
        )
        for position, (booking_id, tax) in enumerate(due, start=after + 1)
    ]


def note_charged(booking: Booking, charged: Charged) -> None:
    """Note the tax that another order has charged for a booking."""
    booking.tax_cents += charged.tax_cents
    booking.fee_tax_cents += charged.fee_tax_cents


def lower_taxes(booking: Booking, cents: int, *, paid_cents: int) -> int:
    """Lower the tax of a booking whose price becomes lower, and return what is refunded for it with tax.

    `cents` is the refund before tax, and `paid_cents` what had been charged of the earlier price.
    """
    if cents <= 0 or not booking.tax_cents:
        return cents
    tax, fee_tax = share(booking.tax_cents, cents, paid_cents), share(booking.fee_tax_cents, cents, paid_cents)
    booking.tax_cents -= tax
    booking.fee_tax_cents = min(booking.tax_cents, booking.fee_tax_cents - fee_tax)
    return cents + tax
