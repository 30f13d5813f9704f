"""What an index stores about a venue, the queries it answers, and the results. Frozen values; every engine takes the
same.

Instants are aware datetimes. An hour is a whole number: the hours from the beginning of 1970 to an instant, in UTC. The
zones of `search.zones` differ by whole hours, so "Saturday afternoon" at a venue is a set of these hours. Money is in
cents, distances are in statute miles.
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
"""How many results page numbers reach. Beyond that, a page starts after the last result of the previous page."""

MOST_VALUES = 200
"""How many choices of one facet are counted."""

LEAST_MILES = 0.01
"""An engine may round a venue's position by less than a foot."""
WIDEST_MILES = 500
LONGEST_DAYS = 31
MOST_CENTS = 100_000_000
MOST_GUESTS = 1000
MOST_MINUTES = 1440
HOUR = 3600


def hour_of(instant: datetime) -> int:
    """Return the hour that contains an aware instant."""
    return int(instant.timestamp() // HOUR)


class City(NamedTuple):
    name: str
    state: str  # two letters

    def __str__(self) -> str:
        return f"{self.name}, {self.state}"


class Sort(StrEnum):
    BEST = "best"  # how well the words match, distance, rating
    NEAREST = "nearest"
    SOONEST = "soonest"  # the first available hour of the matching offers
    PRICE = "price"  # the lowest price of the matching offers
    RATING = "rating"


@dataclass(frozen=True, slots=True)
class Near:
    """Within a number of miles of a point, from LEAST_MILES to WIDEST_MILES. Raises ValueError outside that range."""

    point: Point
    miles: float

    def __post_init__(self) -> None:
        if not LEAST_MILES <= self.miles <= WIDEST_MILES:
            raise ValueError(f"a radius is from {LEAST_MILES} to {WIDEST_MILES} miles: {self.miles}")


@dataclass(frozen=True, slots=True)
class FreeAt:
    """Local dates, first and last included, and the hours of each, half-open.

    Raises ValueError for an empty range, or for more than LONGEST_DAYS days.
    """

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
class PriceRange:
    """A price range, both ends included. Raises ValueError if the range is empty or out of bounds."""

    lowest: int = 0
    highest: int | None = None

    def __post_init__(self) -> None:
        highest = MOST_CENTS if self.highest is None else self.highest
        if not 0 <= self.lowest <= highest <= MOST_CENTS:
            raise ValueError(f"from a price to a higher one, {MOST_CENTS} at most: {self.lowest}, {self.highest}")

    def hold(self, cents: int) -> bool:
        """Return whether a price is in the range."""
        return self.lowest <= cents and (self.highest is None or cents <= self.highest)


@dataclass(frozen=True, slots=True)
class DurationRange:
    """A range of durations, both ends included. Raises ValueError if the range is empty or out of bounds."""

    least: int
    most: int

    def __post_init__(self) -> None:
        if not 0 <= self.least <= self.most <= MOST_MINUTES:
            raise ValueError(f"from a duration to a longer one, {MOST_MINUTES} at most: {self.least}, {self.most}")

    def hold(self, minutes: int | None) -> bool:
        """Return whether a duration is in the range."""
        return minutes is not None and self.least <= minutes <= self.most


@dataclass(frozen=True, slots=True)
class Offer:
    """A service. `categories` holds its own categories and their parents. `free` holds the hours that have an available
    start, ascending; `deal` holds those of them with a start below its usual price; `cents` is the lowest price of any.
    `guests` is the maximum party size, `minutes` the duration."""

    id: int
    categories: frozenset[str]
    title: str
    cents: int
    guests: int = 1
    free: tuple[int, ...] = ()
    deal: tuple[int, ...] = ()
    genders: frozenset[str] = frozenset()  # of the team members who provide it, as stated by themselves
    minutes: int | None = None


@dataclass(frozen=True, slots=True)
class SearchDocument:
    """What an index stores about a venue. Raises ValueError for a document that could not be found again.

    A document replaces the one with its id if its `version` is higher. `keywords` are further words to find it by, in
    addition to the titles of its offers. `kind` is the venue type. `open` holds the business hours of the coming days,
    merged. `rating` is from 1 to 5, None without reviews.
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
    """A search query. Raises ValueError for an invalid one.

    `at` is the time of the query: hours before its own are over. Every word of `text` must be a prefix of a word
    of the venue, its keywords or its offers. Several categories, kinds or cities mean any of them, several tags all of
    them. Category, prices, guests, genders, minutes, `free_at` and deals must all match one and the same offer. With
    `name`, only venues with exactly that whole name are found. Page numbers reach the first DEEPEST results; `after`,
    the `next` of another page of the same query, continues after that page at any depth.
    """

    at: datetime
    text: str = ""
    name: str = ""
    categories: frozenset[str] = frozenset()
    kinds: frozenset[str] = frozenset()
    tags: frozenset[str] = frozenset()
    cities: frozenset[City] = frozenset()
    near: Near | None = None
    box: Box | None = None
    prices: PriceRange | None = None
    rating: float | None = None  # at least
    guests: int = 1
    genders: frozenset[str] = frozenset()  # of the team members who provide the offer; any of them matches
    minutes: DurationRange | None = None
    free_at: FreeAt | None = None
    deals: bool = False  # only offers with a start below its usual price, within `free_at` if given
    open_at: datetime | None = None
    open_now: bool = False
    sort: Sort = Sort.BEST
    page: int = 1
    size: int = 20  # 0 asks only for the total
    after: str | None = None

    def __post_init__(self) -> None:
        _refuse_naive(self.at, *([self.open_at] if self.open_at else []))
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
        """Return whether the query rules out a venue without offers."""
        return bool(self.categories or self.deals or self.asks_more_of_offers)

    @property
    def asks_more_of_offers(self) -> bool:
        """Return whether the query has a condition that only the offers themselves can answer."""
        return bool(self.prices or self.free_at or self.guests > 1 or self.genders or self.minutes)


@dataclass(frozen=True, slots=True)
class Facets:
    """How many venues each choice would find; for a facet with more choices, the MOST_VALUES that find most.

    A facet ignores its own choices: with massage chosen, `categories` still says how many venues offer nails.
    """

    categories: Mapping[str, int] = field(default_factory=dict)
    kinds: Mapping[str, int] = field(default_factory=dict)
    tags: Mapping[str, int] = field(default_factory=dict)
    cities: Mapping[City, int] = field(default_factory=dict)
    deals: int = 0
    open_now: int = 0


@dataclass(frozen=True, slots=True)
class Hit:
    """A venue, its distance from the location of the query, and the offers that match, at most SHOWN_OFFERS: those
    whose titles have the most words of the query first, then the cheapest."""

    id: int
    miles: float | None = None
    offers: tuple[int, ...] = ()


SHOWN_OFFERS = 3


@dataclass(frozen=True, slots=True)
class SearchPage:
    """The hits in order, the total on all pages, and the facets: exact as of what the index holds. `next` is the
    `after` of the query for the following page; None on the last page.

    Where no venue has all the words as typed, those that are no prefix of a known word are read as the nearest known
    word, and those that no venue has together with the others are left out (`search.rewording`): `read_as` has the text
    that was searched if any word was read as another, `left_out` the words as typed, `kept` the text without them.
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
