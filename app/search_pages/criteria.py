"""The criteria of a venue search."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

from app.search_index.category_names import CategoryName, category_name
from app.search_pages.cards import CardFilter
from app.search_pages.places import Place
from app.taxonomy.enums import TagGroup
from app.team.enums import Gender
from search.documents import City, DurationRange, FreeAt, Near, PriceRange, SearchQuery, Sort
from search.geo import Box

DAYS_OFFERED = 14
DAYS_SHOWN = 2  # per row, if a range is requested
MILES = (5, 10, 25, 50, 100)
USUAL_MILES = 25
MOST_GUESTS = 8
DURATIONS = (30, 45, 60, 75, 90, 120)
AN_HOUR, SPARE_MINUTES = 60, 10
LEAST_MINUTES, MOST_MINUTES = 10, 480
# The zone of "today" if no place is given: the middle of the country.
SOMEWHERE = "America/Chicago"


class ListedCategory(NamedTuple):
    """A category as the filter list shows it."""

    name: str
    part_of: str | None = None  # the slug of the main category
    synonyms: tuple[str, ...] = ()


class TagName(NamedTuple):
    """A tag as the filter list shows it."""

    slug: str
    name: str
    group: TagGroup


Kinds = Mapping[str, ListedCategory]  # by slug, in display order


class ResultsView(StrEnum):
    """What a small screen shows; a large one shows both."""

    LIST = "list"
    MAP = "map"


class PartOfDay(StrEnum):
    """A part of a day, with its local hours, half-open."""

    MORNING = "morning"
    AFTERNOON = "afternoon"
    EVENING = "evening"

    @property
    def hours(self) -> tuple[int, int]:
        return {PartOfDay.MORNING: (0, 12), PartOfDay.AFTERNOON: (12, 17), PartOfDay.EVENING: (17, 24)}[self]


@dataclass(frozen=True, slots=True)
class Around:
    """A range around a time of day: from an hour before `hour` to an hour after it ends."""

    hour: int

    @property
    def hours(self) -> tuple[int, int]:
        return max(0, self.hour - 1), min(24, self.hour + 2)

    def __str__(self) -> str:
        return f"{self.hour:02d}:00"


@dataclass(frozen=True, slots=True)
class Between:
    """Some hours of the day, half-open: after 5 PM, before noon, 2 PM to 5 PM. Raises ValueError for an empty range."""

    from_hour: int
    to_hour: int

    def __post_init__(self) -> None:
        if not 0 <= self.from_hour < self.to_hour <= 24:
            raise ValueError(f"from an hour of the day to a later one: {self.from_hour}, {self.to_hour}")

    @property
    def hours(self) -> tuple[int, int]:
        return self.from_hour, self.to_hour

    def __str__(self) -> str:
        return f"{self.from_hour:02d}:00-{self.to_hour:02d}:00"


DayHours = PartOfDay | Around | Between


@dataclass(frozen=True, slots=True)
class Criteria:
    """Everything that a venue search can ask for, and the time of the search. `today` is the local date at the place,
    or in SOMEWHERE. A box replaces the circle around `place`. Prices are whole dollars for one guest."""

    at: datetime
    today: date
    text: str = ""
    kinds: tuple[str, ...] = ()  # slugs, as selected
    categories: frozenset[str] = frozenset()  # the result: a selected subcategory narrows its main category
    names: tuple[CategoryName, ...] = ()  # how titles name the categories
    place: Place | None = None
    day: date | None = None
    last: date | None = None  # the last of several days, of which `day` is the first
    part: DayHours | None = None
    cities: tuple[City, ...] = ()
    miles: int = USUAL_MILES
    box: Box | None = None
    types: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()  # slugs
    lowest: int | None = None
    highest: int | None = None
    guests: int = 1
    genders: tuple[Gender, ...] = ()  # of the team member; any of them matches; for one guest
    minutes: int | None = None  # the approximate duration of the service
    deals: bool = False
    open_now: bool = False
    sort: Sort | None = None
    page: int = 1
    view: ResultsView = ResultsView.LIST

    @property
    def free_at(self) -> FreeAt | None:
        """Return the requested local dates and hours; a part of the day alone applies to every day that can be
        requested."""
        if self.day is None and self.part is None:
            return None
        first = self.day or self.today
        last = (self.last or self.day) if self.day else self.today + timedelta(days=DAYS_OFFERED - 1)
        return FreeAt(first, last, *(self.part.hours if self.part else (0, 24)))

    @property
    def is_range(self) -> bool:
        """Return whether several days are requested."""
        return self.last is not None and self.last != self.day

    @property
    def order(self) -> Sort:
        """Return the chosen sort order, else the default for these criteria."""
        if self.sort:
            return self.sort
        return Sort.BEST if self.text else Sort.NEAREST if self.near else Sort.SOONEST

    @property
    def orders(self) -> list[Sort]:
        """List the sort orders that apply to these criteria."""
        # There are no ratings yet.
        possible = {Sort.BEST: bool(self.text), Sort.NEAREST: self.near is not None, Sort.RATING: False}
        return [sort for sort in Sort if possible.get(sort, True)]

    @property
    def near(self) -> Near | None:
        return Near(self.place.point, self.miles) if self.place and not self.box else None

    @property
    def prices(self) -> PriceRange | None:
        if self.lowest is None and self.highest is None:
            return None
        return PriceRange((self.lowest or 0) * 100, None if self.highest is None else self.highest * 100)

    @property
    def durations(self) -> DurationRange | None:
        """Return the durations that match the requested one: an hour may be 50 minutes, with time to change."""
        if self.minutes is None:
            return None
        more_or_less = SPARE_MINUTES if self.minutes >= AN_HOUR else SPARE_MINUTES // 2
        return DurationRange(max(0, self.minutes - more_or_less), self.minutes + more_or_less)

    @property
    def wanted(self) -> CardFilter:
        point = self.place.point if self.place else None
        return CardFilter(
            categories=self.categories,
            text=self.text,
            free_at=self.free_at,
            deals=self.deals,
            near=point,
            prices=self.prices,
            guests=self.guests,
            order=self.order,
            days=DAYS_SHOWN if self.is_range else 1,
            genders=frozenset(self.genders),
            names=self.names,
            minutes=self.durations,
        )

    def query(self, *, size: int) -> SearchQuery:
        return SearchQuery(
            at=self.at,
            text=self.text,
            categories=self.categories,
            kinds=frozenset(self.types),
            tags=frozenset(self.tags),
            cities=frozenset(self.cities),
            near=self.near,
            box=self.box,
            prices=self.prices,
            guests=self.guests,
            genders=frozenset(self.genders),
            minutes=self.durations,
            free_at=self.free_at,
            deals=self.deals,
            open_now=self.open_now,
            sort=self.order,
            page=self.page,
            size=size,
        )

    def but(self, **changed: object) -> "Criteria":
        """Return the same criteria with some changes, starting at the first page."""
        return replace(self, **{"page": 1, **changed})  # type: ignore[arg-type]

    def at_page(self, number: int) -> "Criteria":
        return replace(self, page=number)

    @property
    def narrowed(self) -> bool:
        """Return whether there is anything to clear besides what, where and when."""
        return self != self.cleared().but(page=self.page)

    def cleared(self) -> "Criteria":
        usual = Criteria(self.at, self.today)
        return self.but(**{name: getattr(usual, name) for name in FILTERS})

    def for_venues(self) -> "Criteria":
        """Return what was requested of any venue: what, when, for whom and from where, but not which venues."""
        which = ("types", "tags", "cities", "box", "miles", "open_now", "view")
        return self.but(**{name: getattr(Criteria(self.at, self.today), name) for name in which})

    def address(self) -> dict[str, str | list[str]]:
        """Return the arguments for the URL, without default values."""
        arguments: dict[str, str | list[str]] = {
            "q": self.text,
            "near": self.place.label if self.place else "",
            "day": written_days(self.day, self.last),
            "part": str(self.part or ""),
            "kind": list(self.kinds),
            "city": [str(city) for city in self.cities],
            "type": list(self.types),
            "tag": list(self.tags),
            "miles": str(self.miles) if self.miles != USUAL_MILES else "",
            "box": written_box(self.box) if self.box else "",
            "min": str(self.lowest or ""),
            "max": "" if self.highest is None else str(self.highest),
            "guests": str(self.guests) if self.guests > 1 else "",
            "gender": list(self.genders),
            "minutes": str(self.minutes or ""),
            "deals": "1" if self.deals else "",
            "open": "1" if self.open_now else "",
            "sort": self.sort or "",
            "page": str(self.page) if self.page > 1 else "",
            "view": "" if self.view is ResultsView.LIST else self.view,
        }
        return {name: value for name, value in arguments.items() if value}


# The fields that "Clear all" resets.
FILTERS = (
    *("kinds", "categories", "names", "cities", "types", "tags"),
    *("miles", "box", "lowest", "highest", "guests", "genders", "minutes", "deals", "open_now"),
)


def narrowed_kinds(ticked: Collection[str], kinds: Kinds) -> frozenset[str]:
    """Return the categories that the selected ones amount to: a main category means all of it unless some of its
    subcategories are selected, too."""
    narrowed = {kinds[slug].part_of for slug in ticked}
    return frozenset(slug for slug in ticked if slug not in narrowed)


def written_days(day: date | None, last: date | None) -> str:
    """Return 2026-11-27, or 2026-11-27..2026-11-29 for several days."""
    if day is None:
        return ""
    return f"{day}..{last}" if last and last != day else f"{day}"


def names_of(categories: Collection[str], kinds: Kinds) -> tuple[CategoryName, ...]:
    """Return how titles name the given categories."""
    named = ((slug, kind) for slug, kind in kinds.items() if slug in categories)
    return tuple(category_name(slug, kind.name, kind.synonyms, kind.part_of) for slug, kind in named)


def written_box(box: Box) -> str:
    """Return south, west, north and east in degrees, with four decimals, which is some ten yards."""
    corners = (box.south_west.latitude, box.south_west.longitude, box.north_east.latitude, box.north_east.longitude)
    return ",".join(f"{degrees:.4f}".rstrip("0").rstrip(".") for degrees in corners)
