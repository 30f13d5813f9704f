"""The price of a service where no time is chosen yet: the lowest that a guest can pay who books now.

The rule of every page: a price without a time is the lowest of the lengths and team members that the guest can still
choose from, at any hour. It says "from" if any other price is possible. The usual price stands struck through beside
it, and is the usual price of the same length with the same team member. Pure.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from app.deals.pricing import PriceList, PriceRule, Quote


@dataclass(frozen=True, slots=True)
class FromPrice:
    """The lowest price per guest, and whether other prices are possible."""

    quote: Quote
    varies: bool


def from_price(price_lists: Iterable[PriceList], *, at: datetime) -> FromPrice:
    """Return the lowest price of one or more options, with anyone or any team member, for a booking made `at`."""
    quotes: list[Quote] = []
    possible: set[int] = set()
    for prices in price_lists:
        rules = [rule for rule in prices.rules if rule.code is None and rule.is_valid(at)]
        always = [rule for rule in rules if not rule.windows and rule.last_minute_hours is None]
        for each in (prices.list_cents, *prices.member_cents.values()):
            best = _lowest(each, rules)
            quotes.append(Quote(1, each, best))
            possible |= {best, _lowest(each, always)}
    # Of equal prices the one with the smallest discount, so that no page promises more than there is.
    return FromPrice(min(quotes, key=lambda quote: (quote.price_each, quote.list_each)), len(possible) > 1)


def with_choice(prices: PriceList, member_id: int | None) -> PriceList:
    """Return the prices of one option with this team member, or with anyone (None), who books at the option's own
    price."""
    each = prices.list_cents if member_id is None else prices.member_cents.get(member_id, prices.list_cents)
    return replace(prices, list_cents=each, member_cents={})


def _lowest(cents: int, rules: Iterable[PriceRule]) -> int:
    return min((rule.lowers(cents) for rule in rules), default=cents)
