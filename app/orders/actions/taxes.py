"""The taxes of new bookings, frozen when their times are held, or once Stripe Tax has said how much they are."""

from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import func, select

from app.bookings.models.bookings import Booking
from app.bookings.models.orders import Order, OrderLine
from app.bookings.taxes import note_taxes, place_of, tax_lines
from app.catalog.models import Service
from app.core.db import session
from app.tax.amounts import Rule, TaxDue, rules_for, taxes_on
from app.tax.queries import asks_stripe, rules_in
from app.venues.enums import PaymentTerms


def freeze_taxes(order: Order, bookings: Sequence[Booking], services: Sequence[Service]) -> Mapping[int, list[TaxDue]]:
    """Add to an order the taxes on what it charges for each booking, and return them by booking id.

    `services` are those of the bookings, with their venues. What is due later is taxed when it is charged. One
    statement, and one more if there is any tax. If Stripe Tax is to be asked, the order awaits what it says.
    """
    if asks_stripe():
        order.awaits_tax = order.due_now_cents > 0
        return {}
    rules = rules_in({service.venue.state for service in services})
    if not rules:
        return {}
    taxes = {}
    for booking, service in zip(bookings, services, strict=True):
        found = rules_for(rules, place_of(service.venue), service.category_id, booking.starts_at)
        now = booking.price_cents - booking.later_cents
        taxes[booking.id] = taxes_on(now, found, funded_cents=booking.funded_with(now))
        _note(order, booking, taxes[booking.id], found)
    return taxes


def add_awaited_taxes(order: Order, bookings: Collection[Booking], taxes: Mapping[int, Sequence[TaxDue]]) -> None:
    """Add to a locked order the taxes that it awaits, by the ids of its bookings. Its total is final then.

    The booking of an order that only charges for it notes its tax when that order is paid.
    """
    last = session.scalar(select(func.max(OrderLine.position)).where(OrderLine.order_id == order.id)) or 0
    session.add_all(tax_lines(order.id, taxes, after=last))
    for booking in bookings:
        due = taxes.get(booking.id, ())
        if order.is_extra or order.is_charged_later:
            order.total_cents += sum(tax.cents for tax in due)
        else:
            _note(order, booking, due, [tax.rule for tax in due])
    order.awaits_tax = False
    session.flush()


def _note(order: Order, booking: Booking, taxes: Sequence[TaxDue], rules: Sequence[Rule]) -> None:
    order.total_cents += note_taxes(booking, taxes)
    booking.later_taxed = bool(booking.later_cents) and any(
        rule.rate and (rule.taxes_fees or booking.payment_terms is not PaymentTerms.CARD) for rule in rules
    )
