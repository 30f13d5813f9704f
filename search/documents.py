"""What is kept of a venue, what can be asked, and what comes back. Frozen values; every engine takes the same.

Instants are aware datetimes. An hour is a whole number: hours from the beginning of 1970 to an instant, in UTC. The
zones of `search.zones` differ by whole hours, so that "Saturday afternoon" at a venue is some of these hours.
Money is in cents, distances are in statute miles.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

from search import cursor
from search.geo import Box, Point
from search.zones import ZONES

Range = tuple[datetime, datetime]
"""Two aware instants, half-open."""

LARGEST_PAGE = 100
DEEPEST = 10_000
"""Results that can be reached by page numbers: beyond, a page begins after the last result of the one before."""

MOST_VALUES = 200
"""Counted of one facet."""

LEAST_MILES = 0.01
"""An engine may round where a venue is, by less than a foot."""
WIDEST_MILES = 500
LONGEST_DAYS = 31
MOST_CENTS = 100_000_000
MOST_GUESTS = 1000
MOST_MINUTES = 1440
HOUR = 3600


def hour_of(instant: datetime) -> int:
    """The hour that an aware instant is in."""
    return int(instant.timestamp() // HOUR)


class City(NamedTuple):
    name: str
    state: str  # two letters

    def __str__(self) -> str:
        return f"{self.name}, {self.state}"


class Sort(StrEnum):
    BEST = "best"  # how well the words fit, how near it is, how it is rated
    NEAREST = "nearest"
    SOONEST = "soonest"  # the first free hour of what is asked for
    PRICE = "price"  # the lowest price of what is asked for
    RATING = "rating"


@dataclass(frozen=True, slots=True)
class Near:
    """Within so many miles of a point, from LEAST_MILES to WIDEST_MILES. Raises ValueError."""

    point: Point
    miles: float

    def __post_init__(self) -> None:
        if not LEAST_MILES <= self.miles <= WIDEST_MILES:
            raise ValueError(f"a radius is from {LEAST_MILES} to {WIDEST_MILES} miles: {self.miles}")


@dataclass(frozen=True, slots=True)
class FreeAt:
    """Local dates, first and last included, and the hours of each, half-open. Raises ValueError for none."""

    first: date
    last: date
    from_hour: int = 0
    to_hour: int = 24

    def __post_init__(self) -> None:
        if not timedelta() <= self.last - self.first < timedelta(days=LONGEST_DAYS):
            raise ValueError(f"from one date to a later one, {LONGEST_DAYS} days at most: {self.first}, {self.last}")
        if not 0 <= self.from_hour < self.to_hour <= 24:
            raise ValueError(f"from an hour of the day to a later one: {self.from_hour}, {self.to_hour}")


@dataclass(frozen=True, slots=True)
class Prices:
    """From one price to another, both included. Raises ValueError where nothing is between them."""

    lowest: int = 0
    highest: int | None = None

    def __post_init__(self) -> None:
        highest = MOST_CENTS if self.highest is None else self.highest
        if not 0 <= self.lowest <= highest <= MOST_CENTS:
            raise ValueError(f"from a price to a higher one, {MOST_CENTS} at most: {self.lowest}, {self.highest}")

    def hold(self, cents: int) -> bool:
        """Whether a price is among them."""
        return self.lowest <= cents and (self.highest is None or cents <= self.highest)


@dataclass(frozen=True, slots=True)
class Minutes:
    """From one duration to another, both included. Raises ValueError where nothing is between them."""

    least: int
    most: int

    def __post_init__(self) -> None:
        if not 0 <= self.least <= self.most <= MOST_MINUTES:
            raise ValueError(f"from a duration to a longer one, {MOST_MINUTES} at most: {self.least}, {self.most}")

    def hold(self, minutes: int | None) -> bool:
        """Whether a duration is among them."""
        return minutes is not None and self.least <= minutes <= self.most


@dataclass(frozen=True, slots=True)
class Offer:
    """A service. `categories` are its own and those above it. Hours are those in which a start is free, ascending;
    `deal` are those of them with a start below its usual price; `cents` is the lowest price of any. `guests` is how
    many can come at once, `minutes` how long it takes."""

    id: int
    categories: frozenset[str]
    title: str
    cents: int
    guests: int = 1
    free: tuple[int, ...] = ()
    deal: tuple[int, ...] = ()
    genders: frozenset[str] = frozenset()  # of those who provide it, as they say themselves
    minutes: int | None = None


@dataclass(frozen=True, slots=True)
class SearchDocument:
    """What an index keeps of a venue. Raises ValueError for one that could not be found again.

    A document replaces the one with its id if its `version` is higher. `keywords` are further words to find it by, the
    titles of its offers come besides. `kind` is what sort of venue it is. `open` are the hours of the coming
    days, merged. `rating` is from 1 to 5, None without reviews.
    """

    id: int
    version: int
    name: str
    keywords: str
    kind: str
    city: City
    point: Point
    zone: str  # IANA name, one of search.zones.ZONES
    offers: tuple[Offer, ...] = ()
    tags: frozenset[str] = frozenset()
    open: tuple[Range, ...] = ()
    rating: float | None = None

    def __post_init__(self) -> None:
        if self.zone not in ZONES:
            raise ValueError(f"document {self.id} is in a zone that search does not know: {self.zone}")
        if len({offer.id for offer in self.offers}) < len(self.offers):
            raise ValueError(f"document {self.id} must have each offer once")
        if self.rating is not None and not 1 <= self.rating <= 5:
            raise ValueError(f"document {self.id} is rated {self.rating}")
        for begins, ends in self.open:
            _refuse_naive(begins, ends)


@dataclass(frozen=True, slots=True)
class SearchQuery:
    """A question. Raises ValueError for one that makes no sense.

    `asked_at` is when it is asked: hours before its own are over. Every word of `text` begins a word of the venue, its
    keywords or its offers. Several categories, kinds or cities mean any of them, several tags all of them. Category,
    prices, guests, genders, minutes, `free_at` and deals are asked of one and the same offer. With `name` only venues
    with just that whole name are found. Page numbers reach the first DEEPEST results; `after`, the `next` of another
    page of the same question, goes on behind any.
    """

    asked_at: datetime
    text: str = ""
    name: str = ""
    categories: frozenset[str] = frozenset()
    kinds: frozenset[str] = frozenset()
    tags: frozenset[str] = frozenset()
    cities: frozenset[City] = frozenset()
    near: Near | None = None
    box: Box | None = None
    prices: Prices | None = None
    rating: float | None = None  # at least
    guests: int = 1
    genders: frozenset[str] = frozenset()  # any of them, of who provides the offer
    minutes: Minutes | None = None
    free_at: FreeAt | None = None
    deals: bool = False  # only with a start below its usual price, in `free_at` when that is given
    open_at: datetime | None = None
    open_now: bool = False
    sort: Sort = Sort.BEST
    page: int = 1
    size: int = 20  # 0 asks only how many
    after: str | None = None

    def __post_init__(self) -> None:
        _refuse_naive(self.asked_at, *([self.open_at] if self.open_at else []))
        if self.page < 1 or not 0 <= self.size <= LARGEST_PAGE:
            raise ValueError(f"pages begin at 1 and hold {LARGEST_PAGE} at most: {self.page}, {self.size}")
        if not 1 <= self.guests <= MOST_GUESTS:
            raise ValueError(f"one guest at least, and {MOST_GUESTS} at most: {self.guests}")
        if self.sort is Sort.NEAREST and self.near is None:
            raise ValueError("nearest to what?")
        if self.after is not None and (self.page > 1 or cursor.read(self.after).sort != self.sort):
            raise ValueError("after a page of the same order comes the next, which has no number")

    @property
    def asks_of_offers(self) -> bool:
        """Whether a venue that sells nothing cannot be meant."""
        return bool(self.categories or self.deals or self.asks_more_of_offers)

    @property
    def asks_more_of_offers(self) -> bool:
        """Whether something is asked of offers that only each of them knows."""
        return bool(self.prices or self.free_at or self.guests > 1 or self.genders or self.minutes)


@dataclass(frozen=True, slots=True)
class Facets:
    """How many venues each choice would find; of a facet with more choices the MOST_VALUES that find most. A choice
    does not count against others of its kind: with massage chosen, `categories` still says how many there are with
    nails."""

    categories: Mapping[str, int] = field(default_factory=dict)
    kinds: Mapping[str, int] = field(default_factory=dict)
    tags: Mapping[str, int] = field(default_factory=dict)
    cities: Mapping[City, int] = field(default_factory=dict)
    deals: int = 0
    open_now: int = 0


@dataclass(frozen=True, slots=True)
class Hit:
    """A venue, how far it is from where was asked, and the offers that fit: those that the words speak of first, the
    cheaper before the more expensive; at most SHOWN_OFFERS."""

    id: int
    miles: float | None = None
    offers: tuple[int, ...] = ()


SHOWN_OFFERS = 3


@dataclass(frozen=True, slots=True)
class SearchPage:
    """The hits in order, how many there are on all pages, and the facets: exact as of what the index holds. `next` is
    what to ask `after` for the hits behind these; None where these are the last.

    Where no venue has all the words as they were typed, those that nothing begins with are read as the nearest known
    word, and those that no venue has with the others are left out (`search.rewording`): `read_as` has the text that was
    searched if any word was read as another, `left_out` the words as they were typed, `kept` the text without them.
    """

    hits: tuple[Hit, ...]
    total: int
    facets: Facets
    read_as: str | None = None
    next: str | None = None
    left_out: tuple[str, ...] = ()
    kept: str = ""

    @property
    def ids(self) -> tuple[int, ...]:
        return tuple(hit.id for hit in self.hits)


def _refuse_naive(*instants: datetime) -> None:
    for instant in instants:
        if instant.tzinfo is None:
            raise ValueError(f"an instant needs its zone: {instant}")
