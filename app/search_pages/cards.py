"""The content of a row or card for one venue: which of its services, available times and prices to show. Pure."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from itertools import count, islice, takewhile

from app.availability.engine.available import Available
from app.availability.engine.types import Range
from app.availability.schedules import ServiceSchedule
from app.catalog.models import Service, ServiceOption
from app.core.lazy import Remembered
from app.deals.price_spans import Deals, PriceSpan
from app.deals.price_spans import StartPrices as Pricing
from app.deals.pricing import PriceList, Quote
from app.photos.models import Photo
from app.search_index.category_names import CategoryName, title_words
from app.search_index.open_days import days_open
from app.slot_picker.days import Priced
from app.team.models import TeamMember
from app.venue_pages.open_state import OpeningState
from app.venues.models import Venue
from search.documents import DurationRange, FreeAt, PriceRange, Sort
from search.geo import Point
from search.sought import Sought, sought
from search.text import index_words

SHOWN = 3
APART = timedelta(minutes=30)
"""Three starts a quarter of an hour apart would say no more than one."""


@dataclass(frozen=True, slots=True)
class CardFilter:
    """The part of a search that decides what a card shows. With `deals`, only starts that a deal makes cheaper count,
    as long as there are any."""

    categories: frozenset[str] = frozenset()
    text: str = ""
    free_at: FreeAt | None = None
    deals: bool = False
    near: Point | None = None
    prices: PriceRange | None = None  # for one guest
    guests: int = 1
    order: Sort = Sort.BEST  # decides which service a card shows
    genders: frozenset[str] = frozenset()  # of the team member; any of them matches
    days: int = 1  # the most local days with available times on a card
    names: Sequence[CategoryName] = ()  # how titles name the categories
    minutes: DurationRange | None = None  # how long the service takes

    def sells(self, service: Service) -> bool:
        """Return whether a service belongs to a requested category, by its own category or by its title."""
        own, title = service.category.slugs, title_words(service.title)
        named = (name for name in self.names if name.slug in self.categories)
        return bool(own & self.categories) or any(name.is_in(title, own) for name in named)

    def fits(self, service: Service) -> bool:
        """Return whether a service has the requested party size, and an option of the requested duration."""
        return service.max_quantity >= self.guests and any(map(self.lasts, service.options))

    def lasts(self, option: ServiceOption) -> bool:
        """Return whether an option has the requested duration."""
        return self.minutes is None or self.minutes.hold(option.duration_minutes)

    def takes(self, price: Quote) -> bool:
        """Return whether a start at this price matches the search."""
        cheap_enough = self.prices is None or self.prices.hold(price.price_each)
        return cheap_enough and (price.is_deal or not self.deals)


@dataclass(frozen=True, slots=True)
class PricedSchedule:
    """An option with everything that decides its starts and their prices."""

    option: ServiceOption
    plans: Mapping[int, ServiceSchedule]  # by option id
    prices: PriceList
    member: TeamMember | None = None  # limits the offer to this team member

    @property
    def service(self) -> Service:
        return self.option.service

    @property
    def plan(self) -> ServiceSchedule:
        plan = self.plans[self.option.id]
        return plan if self.member is None else replace(plan, resources=plan.candidates(self.member.id))

    def with_member(self, member: TeamMember) -> "PricedSchedule":
        """Return the same offer limited to one team member, at their price."""
        price = self.prices.member_cents.get(member.id, self.prices.list_cents)
        return replace(self, prices=replace(self.prices, list_cents=price, member_cents={}), member=member)


@dataclass(frozen=True, slots=True)
class ServiceTimes:
    """Available starts of one option on one local day, in order."""

    of: PricedSchedule
    starts: Sequence[Priced]
    best: Quote  # the lowest price of all the day's starts in the requested hours, including those not in `starts`
    is_match: bool  # whether they are in the requested hours, and cheaper if requested

    @property
    def day(self) -> date:
        return self.starts[0].at.astimezone(self.of.plan.zone).date()


@dataclass(frozen=True, slots=True)
class Card:
    venue: Venue  # with its category
    photo: Photo | None
    opening: OpeningState
    miles: float | None
    option: ServiceOption | None
    days: Sequence[ServiceTimes]  # of `option`, as many as requested, ascending; empty if nothing is available

    @property
    def service(self) -> Service | None:
        return self.option.service if self.option else None

    @property
    def times(self) -> ServiceTimes | None:
        """Return the first of the days."""
        return self.days[0] if self.days else None

    @property
    def member(self) -> TeamMember | None:
        """Return the team member who provides the service at these times, or None for anyone available."""
        return self.times.of.member if self.times else None


def matching_services(services: Sequence[Service], wanted: CardFilter) -> list[Service]:
    """List the services to consider, in the venue's order: those that match the search; all of them if the search names
    none or the venue offers none of them."""
    enough = [sold for sold in services if wanted.fits(sold) and members_meant(sold, wanted)]
    in_category = [sold for sold in enough if wanted.sells(sold)] if wanted.categories else []
    return in_category or _best_matches(enough, wanted.text) or enough or list(services)


def matching_options(services: Sequence[Service], wanted: CardFilter) -> list[ServiceOption]:
    """List the options of these services with the requested duration, the shortest of each service first; all of them
    if none has it."""
    options = [option for service in services for option in service.options]
    return [option for option in options if wanted.lasts(option)] or options


def members_meant(service: Service, wanted: CardFilter) -> Sequence[TeamMember | None]:
    """List the team members who match the search and provide the service; None means anyone available."""
    if not wanted.genders:
        return (None,)
    return [one.member for one in service.performers if one.member.gender in wanted.genders]


def _best_matches(services: Sequence[Service], text: str) -> list[Service]:
    """List the services that match the most words of the text."""
    if not text:
        return []
    words = sought(text)
    hits = [(_hits(words, sold), sold) for sold in services]
    most = max((number for number, _ in hits), default=0)
    return [sold for number, sold in hits if number == most > 0]


def _hits(words: Iterable[Sought], service: Service) -> int:
    indexed = index_words("\n".join((service.title, service.category.name, *service.category.synonyms)))
    return sum(word.fits(indexed) for word in words)


def find_days(
    offers: Sequence[PricedSchedule], wanted: CardFilter, at: datetime, *, strictly: bool = False
) -> Sequence[ServiceTimes]:
    """Return the first local days with available starts of the option to show, as many as requested. `at` is now.

    The options belong to one venue. The one to show is the first with any starts, unless the sort order decides
    otherwise. If nothing matches, later days follow, then any price; with `strictly`, the result is empty instead.
    """
    if not offers:
        return ()
    priced, later = _priced(offers, at), replace(wanted, free_at=None)
    relaxed = () if strictly else (later, replace(later, deals=False, prices=None))
    for card_filter in dict.fromkeys((wanted, *relaxed)):
        windows = Remembered(days_open(offers[0].plan, card_filter.free_at, at))
        having = {deals: Remembered(_having(windows, deals)) for deals in {prices.deals for _, prices in priced}}
        looks = [
            _Look(offer, prices, card_filter, at, having[prices.deals] if card_filter.deals else windows)
            for offer, prices in priced
        ]
        found = _preferred(looks, card_filter)
        if found:
            return found if card_filter == wanted else [replace(times, is_match=False) for times in found]
    return ()


def _having(windows: Iterable[Range], deals: Deals) -> Iterator[Range]:
    """Yield the local days on which any of the deals may apply."""
    return (window for window in windows if deals.may_apply_on(window[0].astimezone(deals.zone).date()))


def _priced(offers: Sequence[PricedSchedule], at: datetime) -> list[tuple[PricedSchedule, Pricing]]:
    """Return each offer with its prices. Offers with the same list of deals share one check of when these apply."""
    deals: dict[int, Deals] = {}
    for offer in offers:
        deals.setdefault(id(offer.prices.rules), Deals(offer.prices, at))
    return [(offer, Pricing(offer.prices, at, deals=deals[id(offer.prices.rules)])) for offer in offers]


def _preferred(looks: Sequence["_Look"], card_filter: CardFilter) -> Sequence[ServiceTimes]:
    """Return the days of one option: the soonest, the cheapest on its first day, else the first with any starts."""
    if card_filter.order is Sort.SOONEST:
        return _soonest(looks, card_filter)
    found = (list(islice(look.days(), card_filter.days)) for look in looks)
    having = (days for days in found if days)
    if card_filter.order is Sort.PRICE:
        return min(having, key=lambda days: days[0].best.price_each, default=())
    return next(having, ())


def _soonest(looks: Sequence["_Look"], card_filter: CardFilter) -> Sequence[ServiceTimes]:
    soonest: Sequence[ServiceTimes] = ()
    for look in looks:
        first = next(look.days(before=soonest[0].starts[0].at if soonest else None), None)
        if first:
            soonest = [first] if card_filter.days == 1 else list(islice(look.days(), card_filter.days))
    return soonest


@dataclass(frozen=True, slots=True)
class _Look:
    """A lazy search for the starts of one option that match the filter, with one window per local day. It computes
    only the days that are consumed."""

    offer: PricedSchedule
    pricing: Pricing
    card_filter: CardFilter
    at: datetime
    windows: Iterable[Range]
    known_spans: dict[Range, list[PriceSpan]] = field(default_factory=dict)

    def days(self, before: datetime | None = None) -> Iterator[ServiceTimes]:
        """Yield each local day that has starts, ascending; with `before`, only days with a start before it."""
        earliest = self.at + timedelta(minutes=self.offer.service.minimum_notice)
        if before and before <= earliest:
            return
        windows: Iterable[Range] = (window for window in self.windows if window[1] > earliest)
        if before:
            windows = takewhile(lambda window: window[0] < before, windows)
        for available, (begins, ends) in self._open_days(windows):
            if available.first((begins, min(ends, before) if before else ends)):
                times = _times(self.offer, available, self._spans((begins, ends)))
                if times and (before is None or times.starts[0].at < before):
                    yield times

    def _open_days(self, windows: Iterable[Range]) -> Iterator[tuple[Available, Range]]:
        """Yield each window with the availability around it."""
        if self.card_filter.prices or self.card_filter.deals:  # skip what costs too much
            windows = filter(self._spans, windows)
        strides = (list(islice(windows, 2**number)) for number in count())
        # Most services have a start on the first day, and a query for many days costs more than one for a single day.
        for stride in iter(lambda: next(strides), []):
            whole = stride[0][0], stride[-1][1]
            available = self.offer.plan.available(whole, quantity=self.card_filter.guests, now=self.at)
            if available:
                yield from ((available, window) for window in stride)

    def _spans(self, window: Range) -> list[PriceSpan]:
        """Return the parts of a window whose price matches the filter."""
        known = self.known_spans.get(window)
        if known is None:
            matching = (span for span in self.pricing.spans(*window) if self.card_filter.takes(span.quote))
            known = self.known_spans[window] = list(matching)
        return known


def _times(offer: PricedSchedule, available: Available, spans: Sequence[PriceSpan]) -> ServiceTimes | None:
    """Return the starts of one day within the price spans: the first few, and the first at the lowest price."""
    cheapest = next(
        (
            Priced(at, span.quote)
            for span in sorted(spans, key=lambda span: span.quote.price_each)
            if (at := available.first((span.begins, span.ends)))
        ),
        None,
    )
    if cheapest is None:
        return None
    shown = list(islice(_apart(available, spans), SHOWN))
    if all(start.quote.price_each != cheapest.quote.price_each for start in shown):
        shown = sorted([*shown[: SHOWN - 1], cheapest], key=lambda start: start.at)
    return ServiceTimes(offer, shown, cheapest.quote, is_match=True)


def _apart(available: Available, spans: Sequence[PriceSpan]) -> Iterator[Priced]:
    for at in available.apart([(span.begins, span.ends) for span in spans], by=APART):
        yield Priced(at, next(span.quote for span in spans if at < span.ends))
