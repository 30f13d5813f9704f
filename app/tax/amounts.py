"""Which taxes apply, and how much they are. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from app.tax.enums import Remitter

# A rate is in thousandths of a percent.
WHOLE = 100_000


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule as it was loaded. `category_ids` are its category and the subcategories of that."""

    id: int
    state: str
    locality: str
    category_id: int
    category_ids: frozenset[int]
    jurisdiction: str
    rate: int
    remitter: Remitter
    taxes_fees: bool
    first_on: date
    last_on: date | None
    taxes_funded: bool = False

    @property
    def label(self) -> str:
        """Return the tax as orders show it: "Tax, Seattle (10.35%)"."""
        return f"Tax, {self.jurisdiction} ({percent(self.rate)})"


@dataclass(frozen=True, slots=True)
class StripeRate:
    """The tax of one jurisdiction that Stripe Tax calculated with. `rate` is in thousandths of a percent."""

    state: str
    jurisdiction: str
    rate: int


@dataclass(frozen=True, slots=True)
class Place:
    """Where a service is sold: the state, city, and time zone of the venue's address."""

    state: str
    city: str
    zone: ZoneInfo


@dataclass(frozen=True, slots=True)
class TaxDue:
    """The tax of one rule on one booking."""

    rule: Rule
    cents: int


def percent(rate: int) -> str:
    """Return a rate in words: "8.875%"."""
    return f"{rate / 1000:g}%"


def rules_for(rules: Iterable[Rule], place: Place, category_id: int, starts_at: datetime) -> list[Rule]:
    """Return the rules for a service of this category at this place and time, one for each jurisdiction.

    A subcategory's own rule comes before that of its category. An empty list means that nobody has decided yet.
    """
    on, city = starts_at.astimezone(place.zone).date(), place.city.strip().casefold()
    found: dict[str, Rule] = {}
    for rule in rules:
        applies = (
            rule.state == place.state
            and rule.locality.casefold() in {"", city}
            and category_id in rule.category_ids
            and rule.first_on <= on
            and (rule.last_on is None or on <= rule.last_on)
        )
        key = f"{rule.locality}/{rule.jurisdiction}".casefold()
        if applies and (key not in found or rule.category_id == category_id):
            found[key] = rule
    return sorted(found.values(), key=lambda rule: (rule.locality != "", rule.jurisdiction))


def taxes_on(cents: int, rules: Iterable[Rule], *, funded_cents: int = 0) -> list[TaxDue]:
    """Return the tax of each rule on an amount, rounded half up. Taxes of nothing are left out.

    `funded_cents` is what we pay the venue on top of the amount, which some rules tax too.
    """
    taxes = [TaxDue(rule, tax_cents(cents + (funded_cents if rule.taxes_funded else 0), rule.rate)) for rule in rules]
    return [tax for tax in taxes if tax.cents]


def tax_cents(cents: int, rate: int) -> int:
    """Return the tax on an amount, rounded half up."""
    return (max(0, cents) * rate + WHOLE // 2) // WHOLE


def share(cents: int, part: int, whole: int) -> int:
    """Return the same part of `cents` as `part` is of `whole`, rounded half up."""
    return (2 * cents * part + whole) // (2 * whole) if whole > 0 else 0


def by_label(taxes: Iterable[TaxDue]) -> Sequence[tuple[str, int]]:
    """Add up taxes by their jurisdiction and rate, in order."""
    sums: dict[str, int] = {}
    for tax in taxes:
        sums[tax.rule.label] = sums.get(tax.rule.label, 0) + tax.cents
    return list(sums.items())
