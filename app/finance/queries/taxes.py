"""What is collected by tax rule, and what has no rule."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import lazyload

from app.bookings.enums import AT_VENUE, BookingState, OrderState
from app.bookings.models.bookings import Booking
from app.bookings.models.orders import Order
from app.bookings.models.venue_orders import VenueOrder
from app.bookings.taxes import place_of
from app.catalog.models import Service
from app.core import clock
from app.core.db import session
from app.ledger.enums import LedgerEvent
from app.ledger.models import LedgerEntry, LedgerPosting
from app.tax.amounts import rules_for
from app.tax.models import TaxRule
from app.tax.queries import rules_in
from app.taxonomy.models import Category
from app.venues.models import Venue

# Bookings that were made since then show what lacks a rule.
RECENT = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class TaxTotal:
    """What became due by one rule in a period, less refunds, in cents, and for how many bookings."""

    rule: TaxRule
    bookings: int
    cents: int


def tax_totals(begin: datetime, end: datetime) -> Sequence[TaxTotal]:
    """Return what became due by each rule, by state and jurisdiction. One statement."""
    rows = session.execute(
        select(TaxRule, func.count(LedgerPosting.booking_id.distinct()), -func.sum(LedgerPosting.amount_cents))
        .join(LedgerPosting, LedgerPosting.tax_rule_id == TaxRule.id)
        .join(LedgerEntry, LedgerEntry.id == LedgerPosting.entry_id)
        .where(LedgerEntry.event == LedgerEvent.TAX, LedgerEntry.at >= begin, LedgerEntry.at < end)
        .group_by(TaxRule.id)
        .order_by(TaxRule.remitter, TaxRule.state, TaxRule.jurisdiction, TaxRule.rate, TaxRule.id)
    )
    return [TaxTotal(rule, bookings, int(cents)) for rule, bookings, cents in rows]


@dataclass(frozen=True, slots=True)
class Unruled:
    """A category of services at a venue without any tax rule, and how many recent bookings it had."""

    venue: Venue
    category: Category
    bookings: int


def without_rules() -> Sequence[Unruled]:
    """List what guests booked online recently and has no tax rule today, the most booked first.

    Two statements.
    """
    rows = session.execute(
        select(Venue, Category, func.count())
        .select_from(Booking)
        .join(VenueOrder, VenueOrder.id == Booking.venue_order_id)
        .join(Order, Order.id == VenueOrder.order_id)
        .join(Venue, Venue.id == VenueOrder.venue_id)
        .join(Service, Service.id == Booking.service_id)
        .join(Category, Category.id == Service.category_id)
        .where(
            Order.created_at > clock.now() - RECENT,
            Order.state == OrderState.CONFIRMED,
            Order.kind.not_in(AT_VENUE),
            Booking.state != BookingState.CANCELED,
            Booking.price_cents > 0,
        )
        .group_by(Venue.id, Category.id)
        .options(lazyload(Category.parent))
    ).all()
    rules = rules_in({venue.state for venue, *_ in rows})
    found = [
        Unruled(venue, category, number)
        for venue, category, number in rows
        if not rules_for(rules, place_of(venue), category.id, clock.now())
    ]
    return sorted(found, key=lambda each: (-each.bookings, each.venue.name, each.category.name))
