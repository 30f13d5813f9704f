"""The taxes of new bookings, frozen when their times are held."""

from collections.abc import Mapping, Sequence

from app.bookings.models.bookings import Booking
from app.bookings.models.orders import Order
from app.bookings.taxes import note_taxes, place_of
from app.catalog.models import Service
from app.tax.amounts import TaxDue, rules_for, taxes_on
from app.tax.queries import rules_in
from app.venues.enums import PaymentTerms


def freeze_taxes(order: Order, bookings: Sequence[Booking], services: Sequence[Service]) -> Mapping[int, list[TaxDue]]:
    """Add to an order the taxes on what it charges for each booking, and return them by booking id.

    `services` are those of the bookings, with their venues. What is due later is taxed when it is charged. One
    statement, and one more if there is any tax.
    """
    rules = rules_in({service.venue.state for service in services})
    if not rules:
        return {}
    taxes = {}
    for booking, service in zip(bookings, services, strict=True):
        found = rules_for(rules, place_of(service.venue), service.category_id, booking.starts_at)
        taxes[booking.id] = taxes_on(booking.price_cents - booking.later_cents, found)
        order.total_cents += note_taxes(booking, taxes[booking.id])
        booking.later_taxed = bool(booking.later_cents) and any(
            rule.rate and (rule.taxes_fees or booking.payment_terms is not PaymentTerms.CARD) for rule in found
        )
    return taxes
