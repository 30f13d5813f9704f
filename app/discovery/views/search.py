"""The list of venues."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from flask import request, url_for
from flask.typing import ResponseReturnValue

from app import clock
from app.catalog.queries import categories
from app.discovery import list_words as words
from app.discovery.blueprint import bp
from app.discovery.cards import Card
from app.discovery.criteria import MILES, USUAL_MILES, Criteria, Kinds, read
from app.discovery.index import index
from app.discovery.queries import cards
from app.discovery.views.place import remember
from app.discovery.views.rows import rows
from app.htmx import at, render, wants_partial
from search.documents import City, SearchPage, Sort

PAGE_SIZE = 12
CITIES_SHOWN = 8


@bp.get("/search")
def search() -> ResponseReturnValue:
    kinds = {category.slug: category.name for category in categories()}
    asked, left_out = read(request.args, kinds=kinds, at=clock.now())
    asked, page = found_page(asked, left_out)
    wanted = asked.wanted
    if page.read_as:
        left_out.append(words.read_as(asked.text, page.read_as))
        wanted = replace(wanted, text=page.read_as)
    shown = in_order(cards(page.ids, at=asked.at, wanted=wanted), asked)
    response = render(
        "discovery/search.html",
        "discovery/_results.html",
        asked=asked,
        left_out=left_out,
        found=page,
        rows=rows(shown, asked),
        filters=filters(asked, page, kinds),
        pager=pager(asked, page.total),
        relaxed=relaxed(asked),
        kinds=kinds,
        words=words,
        link=link,
        alone=wants_partial(),
    )
    return remember(at(response, link(asked)), asked.place)


def found_page(asked: Criteria, left_out: list[str]) -> tuple[Criteria, SearchPage]:
    """The asked page, or the last where there are fewer."""
    page = index().search(asked.query(size=PAGE_SIZE))
    if page.ids or not page.total:
        return asked, page
    last = last_page(page.total)
    left_out.append(f"There is no page {asked.page}, so this is the last.")
    asked = asked.but(page=last)
    return asked, index().search(asked.query(size=PAGE_SIZE))


def last_page(total: int) -> int:
    return max(1, -(-total // PAGE_SIZE))


def in_order(found: list[Card], asked: Criteria) -> list[Card]:
    """Search proposes by the hour, and by the lowest price of two weeks; on one page what is shown decides."""
    if asked.order is Sort.SOONEST:
        return sorted(found, key=lambda card: (not card.times, card.times.starts[0].at if card.times else None))
    if asked.order is Sort.PRICE:
        return sorted(found, key=lambda card: (not card.times, card.times.best.price_each if card.times else 0))
    return found


def link(asked: Criteria) -> str:
    return url_for("discovery.search", **asked.address())  # type: ignore[arg-type]  # lists are fine


@dataclass(frozen=True, slots=True)
class Tick:
    name: str
    value: str
    label: str
    checked: bool
    number: int

    @property
    def id(self) -> str:
        return f"{self.name}-{''.join(letter if letter.isalnum() else '-' for letter in self.value.lower())}"


@dataclass(frozen=True, slots=True)
class Filters:
    kinds: Sequence[Tick]
    cities: Sequence[Tick]
    deals: Tick
    open_now: Tick
    distances: Sequence[tuple[str, str]]
    sorts: Sequence[tuple[str, str]]
    chips: Sequence[tuple[str, str]]  # label, and the address without it


def filters(asked: Criteria, page: SearchPage, kinds: Kinds) -> Filters:
    facets = page.facets
    return Filters(
        kinds=[
            Tick("kind", slug, name, slug in asked.kinds, facets.categories.get(slug, 0))
            for slug, name in kinds.items()
            if slug in asked.kinds or slug in facets.categories
        ],
        cities=[
            Tick("city", str(city), str(city), city in asked.cities, facets.cities.get(city, 0))
            for city in cities_shown(asked, page)
        ],
        deals=Tick("deals", "1", "Off-peak price", asked.deals, facets.deals),
        open_now=Tick("open", "1", "Open now", asked.open_now, facets.open_now),
        distances=[(usual(str(miles), miles == USUAL_MILES), f"Within {miles} miles") for miles in MILES],
        sorts=[(usual(sort, sort is asked.but(sort=None).order), words.SORTS[sort]) for sort in asked.orders],
        chips=chips(asked, kinds),
    )


def usual(value: str, is_usual: bool) -> str:
    """What is as usual is not in the address, so that it can change with the question."""
    return "" if is_usual else value


def cities_shown(asked: Criteria, page: SearchPage) -> list[City]:
    """The chosen ones, and those with the most venues."""
    by_size = sorted(page.facets.cities, key=lambda city: (-page.facets.cities[city], city))
    shown = list(dict.fromkeys((*asked.cities, *by_size[:CITIES_SHOWN])))
    return shown if len(shown) > 1 or asked.cities else []


def chips(asked: Criteria, kinds: Kinds) -> list[tuple[str, str]]:
    holding = [(kinds[slug], asked.but(kinds=without(asked.kinds, slug))) for slug in asked.kinds]
    holding += [(str(city), asked.but(cities=without(asked.cities, city))) for city in asked.cities]
    if asked.deals:
        holding.append(("Off-peak price", asked.but(deals=False)))
    if asked.open_now:
        holding.append(("Open now", asked.but(open_now=False)))
    if asked.miles != USUAL_MILES:
        holding.append((f"{asked.miles} miles", asked.but(miles=USUAL_MILES)))
    return [(label, link(rest)) for label, rest in holding]


def without(chosen: tuple[object, ...], gone: object) -> tuple[object, ...]:
    return tuple(one for one in chosen if one != gone)


def relaxed(asked: Criteria) -> list[tuple[str, str]]:
    """What to ask for where nothing was found: label and address."""
    ways = [("All venues", Criteria(asked.at, asked.today))]
    if asked.narrowed:
        ways.insert(0, ("Without the filters", asked.cleared()))
    if asked.text:
        ways.insert(0, ("Without the words", asked.but(text="")))
    if asked.place and asked.miles < MILES[-1]:
        ways.insert(0, (f"Within {MILES[-1]} miles", asked.but(miles=MILES[-1])))
    if asked.free_at:
        ways.insert(0, ("Any day", asked.but(day=None, part=None)))
    return [(label, link(way)) for label, way in ways]


@dataclass(frozen=True, slots=True)
class Pager:
    pages: Sequence[tuple[int, str] | None]  # number and address; None is a gap
    current: int
    previous: str | None
    following: str | None


def pager(asked: Criteria, total: int) -> Pager | None:
    """The first, the last and those around the current page; none where all is on one."""
    last = last_page(total)
    if last == 1:
        return None
    shown = sorted({1, last, *range(max(1, asked.page - 1), min(last, asked.page + 1) + 1)})
    pages: list[tuple[int, str] | None] = []
    for number in shown:
        if pages and pages[-1] and number - pages[-1][0] > 1:
            pages.append(None)
        pages.append((number, at_page(asked, number)))
    return Pager(
        pages,
        asked.page,
        at_page(asked, asked.page - 1) if asked.page > 1 else None,
        at_page(asked, asked.page + 1) if asked.page < last else None,
    )


def at_page(asked: Criteria, number: int) -> str:
    return link(asked.but(page=number))
