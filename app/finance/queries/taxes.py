"""What is collected by tax rule, what has no rule, and where venues are."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select

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
from app.tax.queries import asks_stripe, rules_in
from app.taxonomy.models import Category
from app.venues.enums import VenueStatus
from app.venues.models import Venue

# Bookings that were made since then show what lacks a rule.
RECENT = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class TaxTotal:
    """What became due by one rule in a period, less refunds, in cents: on which amount, and for how many bookings."""

    rule: TaxRule
    bookings: int
    taxable_cents: int
    cents: int


def tax_totals(begin: datetime, end: datetime) -> Sequence[TaxTotal]:
    """Return what became due by each rule, by who pays it, state, and jurisdiction. One statement."""
    rows = session.execute(
        select(
            TaxRule,
            func.count(LedgerPosting.booking_id.distinct()),
            func.sum(LedgerPosting.taxable_cents),
            -func.sum(LedgerPosting.amount_cents),
        )
        .join(LedgerPosting, LedgerPosting.tax_rule_id == TaxRule.id)
        .join(LedgerEntry, LedgerEntry.id == LedgerPosting.entry_id)
        .where(LedgerEntry.event == LedgerEvent.TAX, LedgerEntry.at >= begin, LedgerEntry.at < end)
        .group_by(TaxRule.id)
        .order_by(TaxRule.remitter, TaxRule.state, TaxRule.jurisdiction, TaxRule.rate, TaxRule.id)
    )
    return [TaxTotal(rule, bookings, int(taxable or 0), int(cents or 0)) for rule, bookings, taxable, cents in rows]


@dataclass(frozen=True, slots=True)
class Unruled:
    """A category in a state with services that have no tax rule: their cities, venues, and recent bookings.

    Services of subcategories count for the category above, because a rule for that covers them.
    """

    state: str
    category_id: int
    cities: Sequence[str]
    venues: int
    bookings: int


def without_rules() -> Sequence[Unruled]:
    """List what guests booked online recently and has no tax rule today, by state, the most booked first.

    Two statements. None if Stripe Tax says which taxes there are.
    """
    if asks_stripe():
        return []
    rows = session.execute(
        select(Venue, Category.id, func.coalesce(Category.parent_id, Category.id), func.count())
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
    ).all()
    rules = rules_in({venue.state for venue, *_ in rows})
    found = defaultdict(list)
    for venue, category_id, top_id, number in rows:
        if not rules_for(rules, place_of(venue), category_id, clock.now()):
            found[venue.state, top_id].append((venue, number))
    unruled = [
        Unruled(
            state,
            top_id,
            sorted({venue.city for venue, _ in each}),
            len({venue.id for venue, _ in each}),
            sum(number for _, number in each),
        )
        for (state, top_id), each in found.items()
    ]
    return sorted(unruled, key=lambda each: (each.state, -each.bookings, each.category_id))


def venues_by_place() -> Mapping[tuple[str, str], int]:
    """Return the number of live venues in each city by state and its name in lower case, and in each state, "".

    One statement.
    """
    rows = session.execute(
        select(Venue.state, func.lower(Venue.city), func.count())
        .where(Venue.status == VenueStatus.LIVE)
        .group_by(Venue.state, func.lower(Venue.city))
    )
    found: Counter[tuple[str, str]] = Counter()
    for state, city, number in rows:
        found[state, city.strip()] += number
        found[state, ""] += number
    return found
