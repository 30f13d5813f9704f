"""The taxes of bookings: which rules apply, and what is charged."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from app.bookings.enums import LineKind
from app.bookings.models.bookings import Booking
from app.bookings.models.orders import OrderLine
from app.bookings.queries.charges import charges_of
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


@dataclass(frozen=True, slots=True)
class Before:
    """What had been charged of a booking's earlier price, and what we paid the venue on top of that, in cents."""

    paid_cents: int
    funded_cents: int


def before_change(booking: Booking) -> Before:
    paid = booking.price_cents - booking.later_cents
    return Before(paid, booking.funded_with(paid))


def lower_taxes(booking: Booking, cents: int, *, before: Before) -> int:
    """Lower the tax of a locked booking whose price has become lower, and return how much of it is refunded.

    `cents` is what is refunded of the price. What we pay of it may have changed, too, and some rules tax that. Two
    statements, and none without any tax.
    """
    if not booking.tax_cents:
        return 0
    less_funded = before.funded_cents - booking.funded_with(booking.price_cents - booking.later_cents)
    taxes = [tax for charge in charges_of([booking.id]) for tax in charge.taxes]
    back, fee_back = 0, 0
    for tax in taxes:
        on, less = before.paid_cents, cents
        if tax.taxes_funded:
            on, less = on + before.funded_cents, less + less_funded
        part = share(tax.cents, max(0, min(less, on)), on)
        back, fee_back = back + part, fee_back + (part if tax.taxes_fees else 0)
    # An earlier change may have refunded some of it.
    charged, charged_fees = sum(tax.cents for tax in taxes), sum(tax.cents for tax in taxes if tax.taxes_fees)
    back, fee_back = share(booking.tax_cents, back, charged), share(booking.fee_tax_cents, fee_back, charged_fees)
    booking.tax_cents -= back
    booking.fee_tax_cents = min(booking.tax_cents, booking.fee_tax_cents - fee_back)
    return back
