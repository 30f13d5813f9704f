"""What a row or a card says of one venue: which of its services, which of its free times, at what price. Pure."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice

from app.availability import engine
from app.availability.engine import Range
from app.availability.plans import Plan
from app.catalog.models import Service
from app.deals.pricing import PriceList, Quote, quote
from app.discovery.opening import Opening
from app.discovery.picker import Priced
from app.pictures.models import Picture
from app.venues.models import Venue
from search.documents import FreeAt, Prices, Sort
from search.geo import Point
from search.text import asked_words, words

LOOK_AHEAD = timedelta(days=15)
"""How far ahead lists and search know: the two weeks that can be asked for, and a day until search, which is made anew
every night, is fresh again."""

SHOWN = 3
APART = timedelta(minutes=30)
"""Three starts a quarter of an hour apart would say no more than one."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What was asked for, as far as it decides what a card shows. With `deals` only starts that a deal makes cheaper
    count, as long as there are any."""

    categories: frozenset[str] = frozenset()
    text: str = ""
    free_at: FreeAt | None = None
    deals: bool = False
    near: Point | None = None
    prices: Prices | None = None  # for one guest
    guests: int = 1
    order: Sort = Sort.BEST  # decides which of its services a card shows

    def takes(self, price: Quote) -> bool:
        """Whether a start at this price is what was asked for."""
        cheap_enough = self.prices is None or self.prices.hold(price.price_each)
        return cheap_enough and (price.is_deal or not self.deals)


@dataclass(frozen=True, slots=True)
class Offered:
    """A service with all that decides its starts and their prices."""

    service: Service
    plan: Plan
    prices: PriceList

    @property
    def has_deals(self) -> bool:
        """Whether a start of it may cost less than usual, without a code."""
        return any(rule.code is None for rule in self.prices.rules)


@dataclass(frozen=True, slots=True)
class Times:
    """Free starts of one service on one local day, in order."""

    of: Offered
    starts: Sequence[Priced]
    best: Quote  # the lowest price of that day's starts in the asked hours, also of those that are not among these
    as_asked: bool  # whether they are in the asked hours, and cheaper where that was asked for

    @property
    def day(self) -> date:
        return self.starts[0].at.astimezone(self.of.plan.zone).date()


@dataclass(frozen=True, slots=True)
class Card:
    venue: Venue  # with its category
    picture: Picture | None
    opening: Opening
    miles: float | None
    service: Service | None
    times: Times | None  # None when nothing is free in the coming days


def suitable(services: Sequence[Service], wanted: Wanted) -> list[Service]:
    """The services to look at, in the venue's order: those that were asked for; all of them when nothing was asked
    for, or it sells nothing of it."""
    enough = [sold for sold in services if sold.max_quantity >= wanted.guests]
    asked = [sold for sold in enough if sold.category.slugs & wanted.categories] or _told(enough, wanted.text)
    return asked or enough or list(services)


def _told(services: Sequence[Service], text: str) -> list[Service]:
    """Those that the most words of the text speak of."""
    sought = asked_words(text)
    hits = [(_hits(sought, sold), sold) for sold in services]
    most = max((number for number, _ in hits), default=0)
    return [sold for number, sold in hits if number == most > 0]


def _hits(sought: Iterable[str], service: Service) -> int:
    told = words(" ".join((service.title, service.category.name, *service.category.synonyms)))
    return sum(any(word.startswith(part) for word in told) for part in sought)


def find_times(offers: Sequence[Offered], wanted: Wanted, at: datetime) -> Times | None:
    """The next free starts of the service to show, the first that has any where no order says another: where they were
    asked for, else later, else at any price. `at` is now."""
    later = replace(wanted, free_at=None)
    for wish in dict.fromkeys((wanted, later, replace(later, deals=False, prices=None))):
        looked_at = (offer for offer in offers if offer.has_deals or not wish.deals)
        days = (next(_by_day(offer, wish, at, as_asked=wish == wanted), None) for offer in looked_at)
        found = _preferred((day for day in days if day), wanted.order)
        if found:
            return found
    return None


def _preferred(found: Iterator[Times], order: Sort) -> Times | None:
    if order is Sort.SOONEST:
        return min(found, key=lambda times: times.starts[0].at, default=None)
    if order is Sort.PRICE:
        return min(found, key=lambda times: times.best.price_each, default=None)
    return next(found, None)


def _by_day(offer: Offered, wish: Wanted, at: datetime, *, as_asked: bool) -> Iterator[Times]:
    """Those of each local day that has some."""
    for window in _windows(offer.plan, wish.free_at, at):
        priced = (
            Priced(start.at, quote(offer.prices, start=start.at, at=at))
            for start in offer.plan.starts(window, quantity=wish.guests, now=at)
        )
        starts = [start for start in priced if wish.takes(start.quote)]
        if starts:
            best = min((start.quote for start in starts), key=lambda price: price.price_each)
            yield Times(offer, _shown(starts, best), best, as_asked)


def _shown(starts: Sequence[Priced], best: Quote) -> list[Priced]:
    """The first few; the last of them is the first at the lowest price, where the others cost more."""
    first = list(islice(_apart(starts), SHOWN))
    if any(start.quote.price_each == best.price_each for start in first):
        return first
    cheapest = next(start for start in starts if start.quote.price_each == best.price_each)
    return sorted([*first[: SHOWN - 1], cheapest], key=lambda start: start.at)


def _windows(plan: Plan, free_at: FreeAt | None, at: datetime) -> Iterator[Range]:
    """The asked hours of each local day from today, in UTC; nothing before `at`."""
    today = at.astimezone(plan.zone).date()
    asked = free_at or FreeAt(today, today + LOOK_AHEAD)
    for number in range((asked.last - asked.first).days + 1):
        day = asked.first + timedelta(days=number)
        begins, ends = (
            engine.resolve_wall(plan.zone, day, hour * 60, edge="start") for hour in (asked.from_hour, asked.to_hour)
        )
        if ends > at:
            yield max(begins, at), ends


def _apart(starts: Iterable[Priced]) -> Iterator[Priced]:
    last = datetime.combine(date.min, time(), UTC)
    for start in starts:
        if start.at - last >= APART:
            yield start
            last = start.at
