"""The filters next to a list, with the number of venues for each, and the chips of the chosen ones."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from heapq import nsmallest
from typing import NamedTuple

from flask import render_template
from flask_babel import gettext as _
from markupsafe import Markup

from app.core.locale import cached_by_locale
from app.search_pages.copy import criteria as criteria_copy
from app.search_pages.criteria import DURATIONS, MILES, MOST_GUESTS, USUAL_MILES, Criteria, Kinds, ResultsView, TagName
from app.search_pages.views.filter_chips import Chip, about, chips, cleared, usual
from app.taxonomy.enums import TagGroup
from app.team.enums import Gender
from app.venues.enums import VenueType
from search.documents import City, Facets

CITIES_SHOWN = 8

Link = Callable[[Criteria], str]


@dataclass(frozen=True, slots=True)
class Tick:
    name: str
    value: str
    label: str
    checked: bool
    number: int | None
    is_part: bool = False

    @property
    def id(self) -> str:
        return f"{self.name}-{''.join(letter if letter.isalnum() else '-' for letter in self.value.lower())}"


class Select(NamedTuple):
    """A choice of one option, by value and label."""

    name: str
    label: str
    options: tuple[tuple[str, str], ...]
    chosen: str


@dataclass(frozen=True, slots=True)
class Panel:
    """The filters in display order, as comparable values."""

    kinds: tuple[Tick, ...]
    deals: Tick
    lowest: int | None  # dollars
    highest: int | None
    box: str | None  # the requested map area
    on_map: bool
    distance: Select | None
    guests: Select
    duration: Select
    genders: tuple[Tick, ...]
    open_now: Tick
    cities: tuple[Tick, ...]
    types: tuple[Tick, ...]
    tags: tuple[tuple[str, tuple[Tick, ...]], ...]  # with their group's name


@dataclass(frozen=True, slots=True)
class Filters:
    panel: Panel
    sort: Select
    chips: Sequence[Chip]
    cleared: str  # the URL without any of them

    @property
    def from_words(self) -> Sequence[Chip]:
        return [chip for chip in self.chips if chip.from_words]

    @property
    def chosen(self) -> Sequence[Chip]:
        return [chip for chip in self.chips if not chip.from_words]


def filters(
    criteria: Criteria,
    facets: Facets,
    kinds: Kinds,
    tags: Sequence[TagName],
    link: Link,
    from_words: Collection[str] = frozenset(),
    genders: Collection[Gender] = (),
) -> Filters:
    """Return all filters of a list. `from_words` are the names of the criteria that were read from the typed text,
    `genders` the genders that team members have stated."""
    shown = [
        Chip(label, link(rest), name in from_words)
        for name, label, rest in chips(criteria, kinds, {tag.slug: tag.name for tag in tags}, from_words)
    ]
    return Filters(
        panel=panel(criteria, facets, kinds, tags, genders),
        sort=Select(
            "sort",
            _("Sort"),
            tuple(
                (usual(sort, sort is criteria.but(sort=None).order), str(criteria_copy.SORTS[sort]))
                for sort in criteria.orders
            ),
            criteria.sort or "",
        ),
        chips=shown,
        cleared=link(cleared(criteria, from_words)),
    )


def panel(
    criteria: Criteria, facets: Facets, kinds: Kinds, tags: Sequence[TagName], genders: Collection[Gender]
) -> Panel:
    types = offered("type", {one.value: one.label for one in VenueType}, criteria.types, facets.kinds)
    return Panel(
        kinds=tuple(kind_ticks(criteria, facets, kinds)),
        deals=Tick("deals", "1", _("Off-peak"), criteria.deals, facets.deals),
        lowest=criteria.lowest,
        highest=criteria.highest,
        box=str(criteria.address()["box"]) if criteria.box else None,
        on_map=criteria.view is ResultsView.MAP,
        distance=distance(criteria),
        guests=Select(
            "guests",
            _("Guests at the same time"),
            tuple(
                (usual(str(number), number == 1), criteria_copy.guests(number)) for number in range(1, MOST_GUESTS + 1)
            ),
            usual(str(criteria.guests), criteria.guests == 1),
        ),
        duration=Select(
            "minutes",
            _("Duration"),
            (("", _("Any")), *((str(minutes), about(minutes)) for minutes in durations(criteria))),
            str(criteria.minutes or ""),
        ),
        genders=tuple(
            Tick("gender", one, one.label, one in criteria.genders, None)
            for one in Gender
            if one in genders or one in criteria.genders
        ),
        open_now=Tick("open", "1", _("Open now"), criteria.open_now, facets.open_now),
        cities=tuple(
            Tick("city", str(city), str(city), city in criteria.cities, facets.cities.get(city))
            for city in cities_shown(criteria, facets)
        ),
        types=types if len(types) > 1 or criteria.types else (),
        tags=tuple(
            (str(criteria_copy.TAG_GROUPS[group]), ticks) for group, ticks in tag_ticks(criteria, facets, tags) if ticks
        ),
    )


@cached_by_locale(500)
def panel_html(shown: Panel, show: str) -> Markup:
    """Return the filters as HTML; `show` is the label of their button. The result depends on nothing else, like that of
    `row_html`."""
    return Markup(render_template("search_pages/_filters.html", panel=shown, show=show))  # noqa: S704 -- a template has escaped it


def distance(criteria: Criteria) -> Select | None:
    """Return the distance options; None without a place, or with a map area instead."""
    if criteria.place is None or criteria.box:
        return None
    options = tuple(
        (usual(str(miles), miles == USUAL_MILES), _("Within %(miles)s miles", miles=miles)) for miles in MILES
    )
    chosen = usual(str(criteria.miles), criteria.miles == USUAL_MILES)
    return Select("miles", _("Distance from %(place)s", place=criteria.place.label), options, chosen)


def tag_ticks(
    criteria: Criteria, facets: Facets, tags: Sequence[TagName]
) -> Iterator[tuple[TagGroup, tuple[Tick, ...]]]:
    for group in TagGroup:
        names = {tag.slug: tag.name for tag in tags if tag.group is group}
        yield group, offered("tag", names, criteria.tags, facets.tags)


def kind_ticks(criteria: Criteria, facets: Facets, kinds: Kinds) -> Iterator[Tick]:
    """Yield the categories that would find something; subcategories only if their parent or one of them is chosen."""
    opened = {kinds[slug].part_of or slug for slug in criteria.kinds}
    for slug, kind in kinds.items():
        checked, number = slug in criteria.kinds, number_of(slug, facets, kinds)
        if (checked or number) and (kind.part_of is None or kind.part_of in opened):
            yield Tick("kind", slug, kind.name, checked, number, is_part=kind.part_of is not None)


def number_of(slug: str, facets: Facets, kinds: Kinds) -> int:
    """Return how many venues offer a category: for a subcategory, at most as many as for its parent."""
    whole = kinds[slug].part_of or slug
    return min(facets.categories.get(slug, 0), facets.categories.get(whole, 0))


def offered(name: str, known: Mapping[str, str], chosen: Sequence[str], numbers: Mapping[str, int]) -> tuple[Tick, ...]:
    """Return the known values (with their labels) that would find something, and the chosen ones."""
    return tuple(
        Tick(name, value, label, value in chosen, numbers.get(value, 0))
        for value, label in known.items()
        if value in chosen or numbers.get(value)
    )


def durations(criteria: Criteria) -> list[int]:
    """List the durations to choose from, including the requested one."""
    return sorted({*DURATIONS, *([criteria.minutes] if criteria.minutes else [])})


def cities_shown(criteria: Criteria, facets: Facets) -> list[City]:
    """List the chosen cities and those with the most venues."""
    largest = nsmallest(CITIES_SHOWN, facets.cities, key=lambda city: (-facets.cities[city], city))
    shown = list(dict.fromkeys((*criteria.cities, *largest)))
    return shown if len(shown) > 1 or criteria.cities else []
