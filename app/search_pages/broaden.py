"""Broader searches for when nothing was found: fewer conditions, or a larger distance."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from flask_babel import gettext as _

from app.core.formats import any_of
from app.search_index.index import index
from app.search_pages.cards import Card
from app.search_pages.criteria import MILES, USUAL_MILES, Criteria, Kinds
from app.search_pages.finding import is_bookable
from app.search_pages.places import Place, find_place
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
    asked: Criteria


def broader_searches(asked: Criteria, kinds: Kinds) -> list[BroaderSearch]:
    """Return the relaxed searches that find venues, with how many, the smallest step first. If no single step is
    enough, return searches for everything at the place."""
    return found(ways(asked)) or found(last_ways(asked, kinds))


def found(ways: Iterable[tuple[str, Criteria]]) -> list[BroaderSearch]:
    counted = [BroaderSearch(label, index().search(way.query(size=0)).total, way) for label, way in ways]
    return [way for way in counted if way.number]


def ways(asked: Criteria) -> Iterator[tuple[str, Criteria]]:
    if asked.day and asked.part:
        yield _("Any time that day"), asked.but(part=None)
    if asked.free_at:
        yield _("Any day"), asked.but(day=None, last=None, part=None)
    yield from ways_of_offers(asked)
    if asked.open_now:
        yield _("Include closed venues"), asked.but(open_now=False)
    if asked.box:
        yield _("Outside this map area"), asked.but(box=None)
    elif asked.place and asked.miles < MILES[-1]:
        yield _("Within %(miles)s miles", miles=MILES[-1]), asked.but(miles=MILES[-1])
    if asked.text:
        yield from named_places(asked)
        yield _("Clear search text"), asked.but(text="")
    if asked.narrowed:
        kept = asked.cleared().but(kinds=asked.kinds, categories=asked.categories, names=asked.names)
        yield _("Clear filters"), kept if kept != asked.but() else asked.cleared()
    if asked.place and not asked.box:
        yield _("Anywhere"), asked.but(place=None, miles=USUAL_MILES, sort=None)


def ways_of_offers(asked: Criteria) -> Iterator[tuple[str, Criteria]]:
    """Yield the searches without one of the conditions on the service."""
    if asked.prices:
        yield _("Any price"), asked.but(lowest=None, highest=None)
    if asked.guests > 1:
        yield _("For 1 guest"), asked.but(guests=1)
    if asked.minutes:
        yield _("Any duration"), asked.but(minutes=None)
    if asked.genders:
        yield _("Anyone available"), asked.but(genders=())
    if asked.deals:
        yield _("Include regular prices"), asked.but(deals=False)


def named_places(asked: Criteria) -> Iterator[tuple[str, Criteria]]:
    """Yield a search near a place if the text ends with one: “deep tissue brooklyn” is deep tissue near Brooklyn."""
    said = asked.text.split()
    for split in range(max(0, len(said) - LONGEST_TOWN), len(said)):
        place = find_place(" ".join(said[split:]))
        if place:
            rest = " ".join(word for word in said[:split] if word.lower() not in SMALL_WORDS)
            label = _("“%(text)s” near %(place)s", text=rest, place=place.label)
            anything = _("Near %(place)s", place=place.label)
            yield label if rest else anything, asked.but(text=rest, place=place, box=None)
            return


def last_ways(asked: Criteria, kinds: Kinds) -> Iterator[tuple[str, Criteria]]:
    usual = Criteria(asked.at, asked.today, place=asked.place, miles=asked.miles)
    place = asked.place.label if asked.place else ""
    if asked.categories:
        names = any_of([kind.name.lower() for slug, kind in kinds.items() if slug in asked.categories])
        near = _("All %(what)s near %(place)s", what=names, place=place)
        label = near if place else _("All %(what)s", what=names)
        yield label, replace(usual, kinds=asked.kinds, categories=asked.categories, names=asked.names)
    yield _("All venues near %(place)s", place=place) if place else _("All venues"), usual


class Nearest(NamedTuple):
    title: str
    cards: Sequence[Card]


def nearest(asked: Criteria) -> Nearest | None:
    """Return the venues nearest to the place that match the whole search, at any distance; if there are none, those
    that offer the service at all."""
    if asked.place is None:
        return None
    usual = Criteria(asked.at, asked.today, place=asked.place)
    sold = replace(
        usual,
        text=asked.text,
        kinds=asked.kinds,
        categories=asked.categories,
        names=asked.names,
        genders=asked.genders,
    )
    is_of_something = bool(asked.text or asked.categories)
    tries = [
        (
            _("Nearest matches") if asked != sold else _("Nearest venues"),
            asked.but(box=None, cities=(), sort=None),
        ),
        (_("Nearest venues, at other times or prices") if is_of_something else _("Nearest venues"), sold),
    ]
    found = ((title, _nearest(way, asked.place)) for title, way in tries)
    return next((Nearest(title, cards) for title, cards in found if cards), None)


def _nearest(asked: Criteria, place: Place) -> Sequence[Card]:
    near = Near(place.point, WIDEST_MILES)
    page = index().search(replace(asked.query(size=LOOKED_AT), near=near, sort=Sort.NEAREST))
    found = cards(page.ids, at=asked.at, wanted=asked.wanted, strictly=True)
    return [card for card in found if is_bookable(card, asked)][:SHOWN]
