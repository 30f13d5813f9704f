"""What to ask for where nothing was found: a little less, or somewhat further away."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from app.discovery.cards import Card
from app.discovery.criteria import MILES, USUAL_MILES, Criteria
from app.discovery.finding import is_bookable, read
from app.discovery.index import index
from app.discovery.places import Place
from search.documents import WIDEST_MILES, Near, Sort

SHOWN = 3
LOOKED_AT = 6


class Relaxed(NamedTuple):
    label: str
    number: int  # of venues
    asked: Criteria


def relaxed(asked: Criteria) -> list[Relaxed]:
    """The ways to ask for less that find something, with how many venues: the smallest step first."""
    found = [Relaxed(label, index().search(way.query(size=0)).total, way) for label, way in ways(asked)]
    return [way for way in found if way.number]


def ways(asked: Criteria) -> Iterator[tuple[str, Criteria]]:
    if asked.day and asked.part:
        yield "Any time that day", asked.but(part=None)
    if asked.free_at:
        yield "Any day", asked.but(day=None, part=None)
    if asked.prices:
        yield "Any price", asked.but(lowest=None, highest=None)
    if asked.guests > 1:
        yield "For one guest", asked.but(guests=1)
    if asked.deals:
        yield "At the usual price, too", asked.but(deals=False)
    if asked.open_now:
        yield "Closed now, too", asked.but(open_now=False)
    if asked.box:
        yield "Outside this part of the map", asked.but(box=None)
    elif asked.place and asked.miles < MILES[-1]:
        yield f"Within {MILES[-1]} miles", asked.but(miles=MILES[-1])
    if asked.text:
        yield "Without the words", asked.but(text="")
    if asked.narrowed:
        yield "Without the filters", replace(asked.cleared(), text=asked.text)
    if asked.place and not asked.box:
        yield "Anywhere", asked.but(place=None, miles=USUAL_MILES, sort=None)


def nearest(asked: Criteria) -> Sequence[Card]:
    """The venues nearest to the place that have all of what was asked for, however far away; where there are none,
    those that sell it at all."""
    if asked.place is None:
        return []
    usual = Criteria(asked.at, asked.today)
    sold = replace(usual, place=asked.place, text=asked.text, kinds=asked.kinds, categories=asked.categories)
    tries = (_nearest(way, asked.place) for way in (asked.but(box=None, cities=(), sort=None), sold))
    return next(filter(None, tries), [])


def _nearest(asked: Criteria, place: Place) -> Sequence[Card]:
    near = Near(place.point, WIDEST_MILES)
    page = index().search(replace(asked.query(size=LOOKED_AT), near=near, sort=Sort.NEAREST))
    return [card for card in read(page.hits, asked, asked.wanted) if is_bookable(card, asked)][:SHOWN]
