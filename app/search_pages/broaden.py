"""Broader searches for when nothing was found: fewer conditions, or a larger distance."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from flask_babel import gettext as _

from app.core.sentences import any_of
from app.search_index.index import index
from app.search_pages.cards import Card
from app.search_pages.criteria import MILES, USUAL_MILES, Criteria, Kinds
from app.search_pages.places import Place, find_place
from app.search_pages.results_page import is_bookable
from app.search_pages.venue_cards import cards
from search.documents import WIDEST_MILES, Near, Sort
from search.text import SMALL_WORDS

SHOWN = 3
LOOKED_AT = 6
LONGEST_TOWN = 3
"""How many words are read as a place; with the state it may have one word more than its name."""


class BroaderSearch(NamedTuple):
    label: str
    number: int  # of venues
    criteria: Criteria


def broader_searches(criteria: Criteria, kinds: Kinds) -> list[BroaderSearch]:
    """Return the relaxed searches that find venues, with how many, the smallest step first. If no single step is
    enough, return searches for everything at the place."""
    return found(ways(criteria)) or found(last_ways(criteria, kinds))


def found(ways: Iterable[tuple[str, Criteria]]) -> list[BroaderSearch]:
    counted = [BroaderSearch(label, index().search(way.query(size=0)).total, way) for label, way in ways]
    return [way for way in counted if way.number]


def ways(criteria: Criteria) -> Iterator[tuple[str, Criteria]]:
    if criteria.day and criteria.part:
        yield _("Any time that day"), criteria.but(part=None)
    if criteria.free_at:
        yield _("Any day"), criteria.but(day=None, last=None, part=None)
    yield from ways_of_offers(criteria)
    if criteria.open_now:
        yield _("Include closed venues"), criteria.but(open_now=False)
    if criteria.box:
        yield _("Outside this map area"), criteria.but(box=None)
    elif criteria.place and criteria.miles < MILES[-1]:
        yield _("Within %(miles)s miles", miles=MILES[-1]), criteria.but(miles=MILES[-1])
    if criteria.text:
        yield from named_places(criteria)
        yield _("Clear search text"), criteria.but(text="")
    if criteria.narrowed:
        what_and_who = criteria.cleared().but(
            kinds=criteria.kinds, categories=criteria.categories, names=criteria.names
        )
        yield _("Clear filters"), what_and_who if what_and_who != criteria.but() else criteria.cleared()
    if criteria.place and not criteria.box:
        yield _("Anywhere"), criteria.but(place=None, miles=USUAL_MILES, sort=None)


def ways_of_offers(criteria: Criteria) -> Iterator[tuple[str, Criteria]]:
    """Yield the searches without one of the conditions on the service."""
    if criteria.prices:
        yield _("Any price"), criteria.but(lowest=None, highest=None)
    if criteria.guests > 1:
        yield _("For 1 guest"), criteria.but(guests=1)
    if criteria.minutes:
        yield _("Any duration"), criteria.but(minutes=None)
    if criteria.genders:
        yield _("Anyone available"), criteria.but(genders=())
    if criteria.deals:
        yield _("Include regular prices"), criteria.but(deals=False)


def named_places(criteria: Criteria) -> Iterator[tuple[str, Criteria]]:
    """Yield a search near a place if the text ends with one: “deep tissue brooklyn” is deep tissue near Brooklyn."""
    words = criteria.text.split()
    for split in range(max(0, len(words) - LONGEST_TOWN), len(words)):
        place = find_place(" ".join(words[split:]))
        if place:
            rest = " ".join(word for word in words[:split] if word.lower() not in SMALL_WORDS)
            label = _("“%(text)s” near %(place)s", text=rest, place=place.label)
            anything = _("Near %(place)s", place=place.label)
            yield label if rest else anything, criteria.but(text=rest, place=place, box=None)
            return


def last_ways(criteria: Criteria, kinds: Kinds) -> Iterator[tuple[str, Criteria]]:
    usual = Criteria(criteria.at, criteria.today, place=criteria.place, miles=criteria.miles)
    place = criteria.place.label if criteria.place else ""
    if criteria.categories:
        names = any_of([kind.name.lower() for slug, kind in kinds.items() if slug in criteria.categories])
        near = _("All %(what)s near %(place)s", what=names, place=place)
        label = near if place else _("All %(what)s", what=names)
        yield label, replace(usual, kinds=criteria.kinds, categories=criteria.categories, names=criteria.names)
    yield _("All venues near %(place)s", place=place) if place else _("All venues"), usual


class Nearest(NamedTuple):
    title: str
    cards: Sequence[Card]


def nearest(criteria: Criteria) -> Nearest | None:
    """Return the venues nearest to the place that match the whole search, at any distance; if there are none, those
    that offer the service at all."""
    if criteria.place is None:
        return None
    usual = Criteria(criteria.at, criteria.today, place=criteria.place)
    sold = replace(
        usual,
        text=criteria.text,
        kinds=criteria.kinds,
        categories=criteria.categories,
        names=criteria.names,
        genders=criteria.genders,
    )
    is_of_something = bool(criteria.text or criteria.categories)
    tries = [
        (
            _("Nearest matches") if criteria != sold else _("Nearest venues"),
            criteria.but(box=None, cities=(), sort=None),
        ),
        (_("Nearest venues, at other times or prices") if is_of_something else _("Nearest venues"), sold),
    ]
    found = ((title, _nearest(way, criteria.place)) for title, way in tries)
    return next((Nearest(title, cards) for title, cards in found if cards), None)


def _nearest(criteria: Criteria, place: Place) -> Sequence[Card]:
    near = Near(place.point, WIDEST_MILES)
    page = index().search(replace(criteria.query(size=LOOKED_AT), near=near, sort=Sort.NEAREST))
    found = cards(page.ids, at=criteria.at, wanted=criteria.wanted, strictly=True)
    return [card for card in found if is_bookable(card, criteria)][:SHOWN]
