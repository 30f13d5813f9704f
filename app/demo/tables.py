"""The demo's tables, read from the TOML files in data/. A misspelled key stops the demo with an error that names it."""

import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, ConfigDict, Field

from app.catalog.enums import ServiceKind
from app.setup import lists
from app.venues.enums import VenueType

DATA = Path(__file__).parent / "data"

Words = tuple[str, str]  # title, description
Hours = Mapping[str, str]
Three = Annotated[list[int], Field(min_length=1, max_length=3)]


class DemoTable(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class DemoFaq(DemoTable):
    question: str
    answer: str


class DemoAddOn(DemoTable):
    """An add-on that a guest can book with a service."""

    title: str
    dollars: int
    minutes: int = 0


class Treatment(DemoTable):
    """A service as one type of venue offers it. `words` and `capacity` have one value for each voice."""

    key: str
    words: list[Words]
    minutes: int
    dollars: int
    longer: list[tuple[int, int]] = []  # further options: minutes and dollars
    kind: ServiceKind = ServiceKind.STAFFED
    category: str | None = None  # the venue's own when None
    before: int = 0
    after: int = 0
    step: int = 15
    together: int = 1  # guests who may book at once
    capacity: Three = [1]
    starts: list[str] = []
    by: list[str] | None = None  # first names; random when None
    few: bool = False  # only some of the team provide it
    own_price: bool = False  # the senior costs more
    extras: list[DemoAddOn] = []
    core: bool = False


class DemoCategory(DemoTable):
    name: str
    position: int
    type: VenueType
    good_for: list[str]
    amenities: list[str]
    parts: Mapping[str, str] = {}  # subcategories: slug -> name; with name and position from app.setup
    palette: str  # of the category's own photo, drawn by tools.illustrations, as are the scenes
    scenes: list[str]
    titles: list[str]
    arrival: list[str]
    services: list[Treatment]
    faqs: list[DemoFaq]


class DemoCity(DemoTable):
    name: str
    state: str
    area_code: str
    prices: float


class Discount(DemoTable):
    """A deal: a percentage, or dollars off per spot."""

    title: str
    percent: int | None = None
    dollars: int | None = None
    on: list[str] = []
    windows: list[str] = []
    last_minute_hours: int | None = None
    code: str | None = None
    stacks: bool = False
    days: int | None = None  # number of days it runs; without end when None
    ended: bool = False
    since: int = 120  # days since it began


class Person(DemoTable):
    name: str
    title: str
    hours: Hours | None = None
    breaks: Hours = {}  # notes by when: {"Tue-Sat 13:00-13:30": "Lunch"}


class DemoVenue(DemoTable):
    """A venue. Fields that are None are filled in from its kind, by the seed."""

    name: str
    kind: str
    city: str
    palette: str
    zip: str
    street: str
    neighborhood: str
    summary: str
    directions: str
    hours: str | Hours
    voice: int = 0
    team: list[str] = []
    offers: list[str] = []
    deals: list[str | Discount] = []
    policy: str = "day"
    latitude: float | None = None
    longitude: float | None = None
    phone: str | None = None
    arrival: str | None = None
    minimum_notice_minutes: int = 60
    members: list[Person] | None = None
    services: list[Treatment] | None = None
    faqs: list[DemoFaq] | None = None
    scenes: list[str] = []  # photos after those of its kind


class Gallery(DemoTable):
    """The names of photos: of each category, by slug, and of each venue, by name, the cover first.

    `focus` is the point, in fractions of width and height, that every crop of a photo must show.
    """

    categories: Mapping[str, str]
    venues: Mapping[str, list[str]]
    focus: Mapping[str, tuple[float, float]]


class DemoGuests(DemoTable):
    guests: list[str]
    first_names: list[str]
    last_names: list[str]
    notes: list[str]


T = TypeVar("T", bound=DemoTable)


@cache
def kinds() -> Mapping[str, DemoCategory]:
    positions = {slug: position for position, slug in enumerate(lists.categories(), start=1)}
    return {slug: _kind(positions[slug], slug) for slug in sorted(positions)}


def _kind(position: int, slug: str) -> DemoCategory:
    category = lists.categories()[slug]
    own = _read(DATA / "kinds" / f"{slug}.toml")
    return DemoCategory(name=category.name, position=position, parts=category.subcategories, **own)


@cache
def places() -> Sequence[DemoVenue]:
    """List the flagship, followed by the other venues city by city."""
    files = ("portland", "brooklyn", "central", "southwest", "coasts")
    return [DemoVenue(**_read(DATA / "flagship.toml")), *(place for name in files for place in _places_in(name))]


@cache
def waiting() -> Sequence[DemoVenue]:
    """List the venues that were submitted and are not yet approved."""
    return [DemoVenue(**row) for row in _read(DATA / "waiting.toml")["venues"]]


def _places_in(name: str) -> list[DemoVenue]:
    table = _read(DATA / "venues" / f"{name}.toml")
    shared = {key: value for key, value in table.items() if key != "venues"}
    return [DemoVenue(**{**shared, **row}) for row in table["venues"]]


@cache
def cities() -> Mapping[str, DemoCity]:
    return _table("cities", DemoCity)


@cache
def discounts() -> Mapping[str, Discount]:
    return _table("deals", Discount)


@cache
def usual_hours() -> Mapping[str, Hours]:
    return _read(DATA / "hours.toml")


@cache
def usual_faqs() -> Sequence[DemoFaq]:
    return [DemoFaq(**row) for row in _read(DATA / "faqs.toml")["faqs"]]


@cache
def guests() -> DemoGuests:
    return DemoGuests(**_read(DATA / "people.toml"))


@cache
def gallery() -> Gallery:
    """Return which photos are shown where: `make illustrations` writes this table."""
    return Gallery(**_read(DATA / "photos.toml"))


def _table(name: str, row: type[T]) -> dict[str, T]:
    return {key: row(**values) for key, values in _read(DATA / f"{name}.toml").items()}


@cache
def _read(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))
