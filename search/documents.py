"""What is kept of a venue, what can be asked, and what comes back. Frozen values; every engine takes the same.

Instants are aware datetimes. A local hour is the number of whole hours from midnight of January 1, 1970 to a time as
the clocks at the venue show it, so that "Saturday afternoon" means the same hours in every zone.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

from search.geo import Point

Range = tuple[datetime, datetime]
"""Two aware instants, half-open."""

LARGEST_PAGE = 100
WIDEST_MILES = 500
LONGEST_DAYS = 31

_EPOCH = date(1970, 1, 1)


def local_hour(local: datetime) -> int:
    """The local hour of a time that is given in the venue's own zone."""
    return (local.date() - _EPOCH).days * 24 + local.hour


class City(NamedTuple):
    name: str
    state: str  # two letters

    def __str__(self) -> str:
        return f"{self.name}, {self.state}"


class Sort(StrEnum):
    BEST = "best"  # a venue's name that fits the words first, then what is near
    NEAREST = "nearest"
    SOONEST = "soonest"  # the first free hour of what is asked for
    PRICE = "price"  # the lowest price of what is asked for


@dataclass(frozen=True, slots=True)
class Near:
    """Within so many miles of a point, more than 0 and at most WIDEST_MILES. Raises ValueError."""

    point: Point
    miles: float

    def __post_init__(self) -> None:
        if not 0 < self.miles <= WIDEST_MILES:
            raise ValueError(f"a radius is more than 0 and at most {WIDEST_MILES} miles: {self.miles}")


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

    def hours(self) -> list[int]:
        """Every local hour of it, ascending."""
        first, last = ((day - _EPOCH).days * 24 for day in (self.first, self.last))
        return [day + hour for day in range(first, last + 24, 24) for hour in range(self.from_hour, self.to_hour)]


@dataclass(frozen=True, slots=True)
class Offer:
    """What a venue has of one category. Hours are local hours in which a start is free, ascending."""

    category: str
    from_cents: int | None = None  # the lowest price in the coming days; None where nothing can be booked
    free: tuple[int, ...] = ()
    deal: tuple[int, ...] = ()  # those of `free` with a start below its usual price


@dataclass(frozen=True, slots=True)
class SearchDocument:
    """What an index keeps of a venue. Raises ValueError for one that could not be found again.

    A document replaces the one with its id if its `version` is higher. `keywords` are further words to find it by.
    `offers` has each category once, its own among them even when nothing of it is sold. `open` are the hours of the
    coming days, merged. A start within `notice_minutes` of the question is not free any more.
    """

    id: int
    version: int
    name: str
    keywords: str
    city: City
    point: Point
    zone: str  # IANA name
    offers: tuple[Offer, ...]
    open: tuple[Range, ...] = ()
    notice_minutes: int = 0

    def __post_init__(self) -> None:
        categories = [offer.category for offer in self.offers]
        if not categories or len(set(categories)) < len(categories):
            raise ValueError(f"document {self.id} must have each of its categories once, and one at least")
        for begins, ends in self.open:
            _refuse_naive(begins, ends)


@dataclass(frozen=True, slots=True)
class SearchQuery:
    """A question. Raises ValueError for one that makes no sense.

    `asked_at` is when it is asked: what is past, or too soon for the venue, is not free. Every word of `text` begins
    a word of the venue's name or keywords. Several categories, or cities, mean any of them.
    """

    asked_at: datetime
    text: str = ""
    categories: frozenset[str] = frozenset()
    cities: frozenset[City] = frozenset()
    near: Near | None = None
    free_at: FreeAt | None = None
    deals: bool = False  # only with a start below its usual price, in `free_at` when that is given
    open_now: bool = False
    sort: Sort = Sort.BEST
    page: int = 1
    size: int = 20  # 0 asks only how many

    def __post_init__(self) -> None:
        _refuse_naive(self.asked_at)
        if self.page < 1 or not 0 <= self.size <= LARGEST_PAGE:
            raise ValueError(f"pages begin at 1 and hold {LARGEST_PAGE} at most: {self.page}, {self.size}")
        if self.sort is Sort.NEAREST and self.near is None:
            raise ValueError("nearest to what?")


@dataclass(frozen=True, slots=True)
class Facets:
    """How many venues each choice would find. A choice does not count against others of its kind: with massage
    chosen, `categories` still says how many there are with nails."""

    categories: Mapping[str, int] = field(default_factory=dict)
    cities: Mapping[City, int] = field(default_factory=dict)
    deals: int = 0
    open_now: int = 0


@dataclass(frozen=True, slots=True)
class SearchPage:
    """Ids in order, how many there are on all pages, and the facets. Exact as of what the index holds."""

    ids: tuple[int, ...]
    total: int
    facets: Facets


def _refuse_naive(*instants: datetime) -> None:
    for instant in instants:
        if instant.tzinfo is None:
            raise ValueError(f"an instant needs its zone: {instant}")
