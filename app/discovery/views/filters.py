"""The filters beside a list, with how many venues each would find, and the chips of those that are chosen."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from app.discovery import list_words as words
from app.discovery.criteria import MILES, MOST_GUESTS, USUAL_MILES, Criteria, Kinds
from app.venues.enums import TagGroup, VenueType
from app.venues.models import Tag
from search.documents import City, Facets

CITIES_SHOWN = 8

Link = Callable[[Criteria], str]


@dataclass(frozen=True, slots=True)
class Tick:
    name: str
    value: str
    label: str
    checked: bool
    number: int
    is_part: bool = False

    @property
    def id(self) -> str:
        return f"{self.name}-{''.join(letter if letter.isalnum() else '-' for letter in self.value.lower())}"


@dataclass(frozen=True, slots=True)
class Filters:
    kinds: Sequence[Tick]
    types: Sequence[Tick]
    tags: Mapping[str, Sequence[Tick]]  # by their group's name
    cities: Sequence[Tick]
    deals: Tick
    open_now: Tick
    distances: Sequence[tuple[str, str]]
    guests: Sequence[tuple[str, str]]
    sorts: Sequence[tuple[str, str]]
    chips: Sequence[tuple[str, str]]  # label, and the address without it


def filters(asked: Criteria, facets: Facets, kinds: Kinds, tags: Sequence[Tag], link: Link) -> Filters:
    return Filters(
        kinds=list(kind_ticks(asked, facets, kinds)),
        types=offered("type", {one.value: one.label for one in VenueType}, asked.types, facets.kinds),
        tags={
            words.TAG_GROUPS[group]: offered(
                "tag", {tag.slug: tag.name for tag in tags if tag.group is group}, asked.tags, facets.tags
            )
            for group in TagGroup
        },
        cities=[
            Tick("city", str(city), str(city), city in asked.cities, facets.cities.get(city, 0))
            for city in cities_shown(asked, facets)
        ],
        deals=Tick("deals", "1", "Off-peak price", asked.deals, facets.deals),
        open_now=Tick("open", "1", "Open now", asked.open_now, facets.open_now),
        distances=[(usual(str(miles), miles == USUAL_MILES), f"Within {miles} miles") for miles in MILES],
        guests=[(usual(str(number), number == 1), words.guests(number)) for number in range(1, MOST_GUESTS + 1)],
        sorts=[(usual(sort, sort is asked.but(sort=None).order), words.SORTS[sort]) for sort in asked.orders],
        chips=[(label, link(rest)) for label, rest in chips(asked, kinds, {tag.slug: tag.name for tag in tags})],
    )


def kind_ticks(asked: Criteria, facets: Facets, kinds: Kinds) -> Iterator[Tick]:
    """Those that would find something; the parts of one only when it, or one of them, is chosen."""
    opened = {kinds[slug].part_of or slug for slug in asked.kinds}
    for slug, kind in kinds.items():
        checked, number = slug in asked.kinds, facets.categories.get(slug, 0)
        if (checked or number) and (kind.part_of is None or kind.part_of in opened):
            yield Tick("kind", slug, kind.name, checked, number, is_part=kind.part_of is not None)


def offered(name: str, known: Mapping[str, str], chosen: Sequence[str], numbers: Mapping[str, int]) -> list[Tick]:
    """The known values (with their labels) that would find something, and the chosen ones."""
    return [
        Tick(name, value, label, value in chosen, numbers.get(value, 0))
        for value, label in known.items()
        if value in chosen or numbers.get(value)
    ]


def usual(value: str, is_usual: bool) -> str:
    """What is as usual is not in the address, so that it can change with the question."""
    return "" if is_usual else value


def cities_shown(asked: Criteria, facets: Facets) -> list[City]:
    """The chosen ones, and those with the most venues."""
    by_size = sorted(facets.cities, key=lambda city: (-facets.cities[city], city))
    shown = list(dict.fromkeys((*asked.cities, *by_size[:CITIES_SHOWN])))
    return shown if len(shown) > 1 or asked.cities else []


def chips(asked: Criteria, kinds: Kinds, tags: Mapping[str, str]) -> Iterator[tuple[str, Criteria]]:
    """What is chosen, and the rest without it."""
    for slug in asked.kinds:
        yield kinds[slug].name, asked.but(kinds=without(asked.kinds, slug))
    for kind in asked.types:
        yield VenueType(kind).label, asked.but(types=without(asked.types, kind))
    for tag in asked.tags:
        yield tags[tag], asked.but(tags=without(asked.tags, tag))
    for city in asked.cities:
        yield str(city), asked.but(cities=without(asked.cities, city))
    if asked.prices:
        yield words.prices(asked), asked.but(lowest=None, highest=None)
    if asked.guests > 1:
        yield words.guests(asked.guests), asked.but(guests=1)
    if asked.deals:
        yield "Off-peak price", asked.but(deals=False)
    if asked.open_now:
        yield "Open now", asked.but(open_now=False)
    if asked.box:
        yield "This part of the map", asked.but(box=None)
    elif asked.miles != USUAL_MILES:
        yield f"{asked.miles} miles", asked.but(miles=USUAL_MILES)


def without(chosen: Sequence[object], gone: object) -> tuple[object, ...]:
    return tuple(one for one in chosen if one != gone)
