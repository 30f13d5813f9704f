"""The names of all places in the USA for autocompletion, and the place nearest to a point.

Both are built from the ZIP codes where people live, once, at the first request: it takes a fraction of a second.
"""

import re
from bisect import bisect_left
from collections import Counter
from functools import cache, lru_cache
from heapq import nsmallest
from typing import NamedTuple

import zipcodes

from app.search_pages.city_list import cities_by_name
from app.search_pages.places import LONGEST, NICKNAMES, Place, ZipCode, cleaned, find_place, readings, spellings
from app.venues.places import STATES
from search.geo import MILES_A_DEGREE, Point, miles_between
from search.text import distance, fold, slips

SHORTEST = 2
"""Letters or digits; fewer match too much."""

MOST_MEANT = 4
LARGE = 3
"""ZIP codes."""

FARTHEST_MILES = 60
AFTER_ALL = "\U0010ffff"

_DIGITS = re.compile(r"(?:^|[\s,])(\d{2,5})$")


class Town(NamedTuple):
    name: str  # folded
    smallness: int  # the negative number of its ZIP codes
    label: str  # Portland, OR
    state: str  # two letters


class Spot(NamedTuple):
    latitude: float
    longitude: float
    code: str


def places_beginning(typed: str, *, size: int) -> list[str]:
    """Return the labels of at most `size` places whose name or ZIP code starts with the typed text, which may end with
    part of a state; the largest towns first. `find_place` knows each of them."""
    text = typed.strip()
    if len(text) > LONGEST:
        return []
    digits = _DIGITS.search(text)
    if digits:
        return [f"{code['city']}, {code['state']} {code['zip_code']}" for code in _codes_from(digits[1], size)]
    words = fold(re.sub("['’]", " ", text)).split()
    if len(" ".join(words)) < SHORTEST:
        return []
    found = {town.label: town for town in (*_begun(words), *_with_state(words))}
    return [town.label for town in nsmallest(size, found.values(), key=lambda town: (town.smallness, town.label))]


@lru_cache(maxsize=256)
def nearest_spelled(typed: str) -> tuple[Place, ...]:
    """Return the places that a name without an exact match may mean, the most likely first, MOST_MEANT at most: the
    fewest wrong letters, then the largest. The first letter must be right, and so must the state, if given."""
    found: dict[str, tuple[int, int]] = {}
    for name, state in readings(cleaned(typed)):
        sought = fold(name)
        for town in _towns_with(sought[:1]) if slips(sought.replace(" ", "")) else ():
            if state in {None, town.state} and abs(len(town.name) - len(sought)) <= 2:
                off = distance(sought, town.name)
                if off <= slips(sought):
                    found.setdefault(town.label, (off, town.smallness))
        if found and state:
            break
    likeliest = nsmallest(MOST_MEANT, found, key=lambda label: (*found[label], label))
    return tuple(filter(None, map(find_place, likeliest)))


def is_large(place: Place) -> bool:
    """Return whether a place is so large (15,000 people, or several ZIP codes) that its name alone is clear."""
    name = fold(place.city)
    listed = any(city.state == place.state for city in cities_by_name().get(name, ()))
    return listed or any(town.state == place.state and town.smallness <= -LARGE for town in _exactly(name))


def nearest_place(point: Point) -> Place | None:
    """Return the place of the nearest ZIP code where people live; None if there is none within FARTHEST_MILES."""
    spots, south = _spots(), point.latitude - FARTHEST_MILES / MILES_A_DEGREE
    north = point.latitude + FARTHEST_MILES / MILES_A_DEGREE
    first, last = (bisect_left(spots, latitude, key=lambda spot: spot.latitude) for latitude in (south, north))
    near = ((miles_between(point, Point(spot.latitude, spot.longitude)), spot.code) for spot in spots[first:last])
    miles, code = min(near, default=(float("inf"), ""))
    return find_place(code) if miles <= FARTHEST_MILES else None


def know_places() -> None:
    """Load all places now (about a second), so that no request has to wait for them."""
    _towns()
    _spots()
    find_place("97202")


def _begun(words: list[str]) -> list[Town]:
    towns, typed = _towns(), " ".join(words)
    nicknames = (
        nickname for nickname in NICKNAMES if nickname.startswith(typed) and len(typed) >= min(4, len(nickname))
    )
    found = [town for nickname in nicknames for town in _named(NICKNAMES[nickname])]
    for name in _folded(words):
        found += towns[_first(towns, name) : _first(towns, f"{name}{AFTER_ALL}")]
    return found


def _named(place: tuple[str, str]) -> list[Town]:
    return [town for town in _exactly(fold(place[0])) if town.state == place[1]]


def _with_state(words: list[str]) -> list[Town]:
    """List the towns whose full name is followed by the beginning of their state: portland or, portland maine."""
    found: list[Town] = []
    for split in range(1, len(words)):
        rest = " ".join(words[split:])
        states = {code for code, name in STATES.items() if code.lower() == rest or fold(name).startswith(rest)}
        found += [town for name in _folded(words[:split]) for town in _exactly(name) if town.state in states]
    return found


def _exactly(name: str) -> list[Town]:
    towns = _towns()
    return towns[_first(towns, name) : _first(towns, f"{name}\0")]


def _folded(words: list[str]) -> list[str]:
    return [fold(name) for name in spellings(words)]


def _first(towns: list[Town], name: str) -> int:
    return bisect_left(towns, name, key=lambda town: town.name)


def _codes_from(digits: str, size: int) -> list[ZipCode]:
    codes = _lived_in()
    first = bisect_left(codes, digits, key=lambda code: code["zip_code"])
    return [code for code in codes[first : first + size] if code["zip_code"].startswith(digits)]


@cache
def _lived_in() -> list[ZipCode]:
    """List the ZIP codes where people live, sorted."""
    known: list[ZipCode] = zipcodes.list_all()  # type: ignore[no-untyped-call]
    lived_in = [code for code in known if code["zip_code_type"] == "STANDARD" and code["active"]]
    return sorted(lived_in, key=lambda code: code["zip_code"])


@cache
def _towns() -> list[Town]:
    """List all towns, sorted by name."""
    sizes = Counter((code["city"], code["state"]) for code in _lived_in())
    towns = [
        Town(fold(name), -size, f"{name}, {state}", state)
        for (name, state), size in sizes.items()
        # Leaves out bases and offices with names that nobody could type.
        if fold(name).title() == name
    ]
    listed = (city for name in cities_by_name().values() for city in name)
    towns += [
        Town(fold(city.name), -city.size, city.label, city.state)
        for city in listed
        if (fold(city.name).title(), city.state) not in sizes and fold(city.name).title() == city.name
    ]
    return sorted(town for town in towns if town.state in STATES)


@cache
def _towns_with(letter: str) -> list[Town]:
    """List the towns whose names start with a letter."""
    return [town for town in _towns() if town.name[:1] == letter]


@cache
def _spots() -> list[Spot]:
    """List the locations of ZIP codes from south to north."""
    return sorted(Spot(float(code["lat"]), float(code["long"]), code["zip_code"]) for code in _lived_in())
