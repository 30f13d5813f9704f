"""What a cart shows: its lines by venue, with their prices, taxes, and problems."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from app.availability.engine.types import Refusal, Start
from app.availability.schedules import ServiceSchedule
from app.cart.models import CartLine
from app.cart.travel_time import TravelConflict
from app.catalog.models import Service
from app.deals.pricing import Quote
from app.tax.amounts import Place, Rule, TaxDue, rules_for, share, taxes_on
from app.venues.models import Venue
from app.venues.payment_policy import PaymentPolicy


@dataclass(frozen=True, slots=True)
class PricedStart:
    """An available start with its price."""

    start: Start
    quote: Quote


@dataclass(frozen=True, slots=True)
class LineView:
    """A cart line, priced and checked at the moment it is viewed."""

    line: CartLine
    venue: Venue
    quote: Quote
    refusal: Refusal | None
    nearest: Sequence[PricedStart] = ()
    taxes: Sequence[TaxDue] = ()  # on what is due now

    @property
    def service(self) -> Service:
        return self.line.service

    @property
    def starts_at(self) -> datetime:
        return self.line.starts_at

    @property
    def ends_at(self) -> datetime:
        return self.line.starts_at + timedelta(minutes=self.minutes)

    @property
    def minutes(self) -> int:
        """The duration with add-ons: with the chosen team member, or the option's own with anyone."""
        return self.line.option.minutes_with(self.line.member_id) + self.extra_minutes

    @property
    def extra_minutes(self) -> int:
        return sum(add_on.minutes for add_on in self.line.extras)

    @property
    def is_free(self) -> bool:
        return self.refusal is None

    @property
    def is_offered(self) -> bool:
        """Whether the guest could choose another time; otherwise the pages of the service no longer exist."""
        return self.service.active and self.venue.is_public

    @property
    def more_expensive(self) -> bool:
        """Whether the price is higher than the one that the guest agreed to; a lower price needs no consent."""
        return self.is_free and self.quote.price_cents > self.line.quoted_cents

    @property
    def is_ready(self) -> bool:
        return self.is_free and not self.more_expensive

    @property
    def policy(self) -> PaymentPolicy:
        """How it's paid."""
        return self.service.policy_for(each_date=self.line.pays_each)

    @property
    def free_until(self) -> datetime:
        """The last instant at which cancellation is free."""
        return self.line.starts_at - timedelta(hours=self.service.free_hours)

    def with_taxes(self, rules: Sequence[Rule]) -> "LineView":
        """Return the line with its taxes. What is due later is taxed when it's charged."""
        if not rules or not self.is_free:
            return self
        place = Place(self.venue.state, self.venue.city, self.venue.zone)
        found = rules_for(rules, place, self.service.category_id, self.starts_at)
        price = self.quote.price_cents
        now = price - self.policy.due_later(price)
        funded = share(self.quote.funded_cents, now, price)
        return replace(self, taxes=taxes_on(now, found, funded_cents=funded))

    @property
    def max_quantity(self) -> int:
        """The most guests: one with a chosen team member, who serves one guest at a time."""
        return 1 if self.line.member_id is not None else self.service.max_quantity


@dataclass(frozen=True, slots=True)
class VenueGroup:
    venue: Venue
    lines: Sequence[LineView]
    # From the previous venue in the cart; None for the first.
    walk_minutes: int | None = None
    miles: float | None = None


@dataclass(frozen=True, slots=True)
class CartView:
    groups: Sequence[VenueGroup] = ()
    clashes: Sequence[TravelConflict] = ()
    code: str | None = None
    plans: Mapping[int, ServiceSchedule] = field(default_factory=dict)  # by option id
    lines: Sequence[LineView] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "lines", [line for group in self.groups for line in group.lines])

    @property
    def unavailable(self) -> list[LineView]:
        return [line for line in self.lines if not line.is_free]

    @property
    def more_expensive(self) -> list[LineView]:
        return [line for line in self.lines if line.more_expensive]

    @property
    def list_cents(self) -> int:
        """The usual price of the lines that can be booked.

        A line whose time is unavailable costs nothing until the guest chooses another time.
        """
        return sum(line.quote.list_cents for line in self.lines if line.is_free)

    @property
    def price_cents(self) -> int:
        return sum(line.quote.price_cents for line in self.lines if line.is_free)

    @property
    def discount_cents(self) -> int:
        return self.list_cents - self.price_cents

    @property
    def taxes(self) -> Sequence[TaxDue]:
        return [tax for line in self.lines if line.is_free for tax in line.taxes]

    @property
    def total_cents(self) -> int:
        return self.price_cents + sum(tax.cents for tax in self.taxes)

    @property
    def code_used(self) -> bool:
        return any(line.quote.code_used for line in self.lines)

    @property
    def is_ready(self) -> bool:
        return bool(self.lines) and all(line.is_ready for line in self.lines)
