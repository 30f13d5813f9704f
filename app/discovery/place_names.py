"""The names of all places in the USA, for somebody who types one, and the place that is nearest to a point.

Both are made of the ZIP codes that people live in, once, when first asked for: it takes a fraction of a second.
"""

import re
from bisect import bisect_left
from collections import Counter
from functools import cache
from heapq import nsmallest
from typing import NamedTuple

import zipcodes

from app.discovery.places import LONGEST, SAID, Place, ZipCode, find_place, spellings
from app.venues.places import STATES
from search.geo import MILES_A_DEGREE, Point, miles_between
from search.text import fold

SHORTEST = 2
"""Letters or digits; fewer begin too much."""

FARTHEST_MILES = 60
AFTER_ALL = "\U0010ffff"

_DIGITS = re.compile(r"(?:^|[\s,])(\d{2,5})$")


class Town(NamedTuple):
    name: str  # folded
    smallness: int  # the less, the more ZIP codes it has
    label: str  # Portland, OR
    state: str  # two letters


class Spot(NamedTuple):
    latitude: float
    longitude: float
    code: str


def places_beginning(typed: str, *, size: int) -> list[str]:
    """The labels of at most `size` places whose name or ZIP code begins with what was typed, which may have a part of
    its state after it; the largest towns first. `find_place` knows each of them."""
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


def nearest_place(point: Point) -> Place | None:
    """That of the nearest ZIP code that people live in; None where there is none within FARTHEST_MILES."""
    spots, south = _spots(), point.latitude - FARTHEST_MILES / MILES_A_DEGREE
    north = point.latitude + FARTHEST_MILES / MILES_A_DEGREE
    first, last = (bisect_left(spots, latitude, key=lambda spot: spot.latitude) for latitude in (south, north))
    near = ((miles_between(point, Point(spot.latitude, spot.longitude)), spot.code) for spot in spots[first:last])
    miles, code = min(near, default=(float("inf"), ""))
    return find_place(code) if miles <= FARTHEST_MILES else None


def know_places() -> None:
    """Read all of them now (about a second), so that nobody waits for it later."""
    _towns()
    _spots()
    find_place("97202")


def _begun(words: list[str]) -> list[Town]:
    towns, typed = _towns(), " ".join(words)
    said = (nickname for nickname in SAID if nickname.startswith(typed) and len(typed) >= min(4, len(nickname)))
    found = [town for nickname in said for town in _named(SAID[nickname])]
    for name in _folded(words):
        found += towns[_first(towns, name) : _first(towns, f"{name}{AFTER_ALL}")]
    return found


def _named(place: tuple[str, str]) -> list[Town]:
    return [town for town in _exactly(fold(place[0])) if town.state == place[1]]


def _with_state(words: list[str]) -> list[Town]:
    """Those whose whole name is followed by the beginning of their state: portland or, portland maine."""
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
    """In order."""
    known: list[ZipCode] = zipcodes.list_all()  # type: ignore[no-untyped-call]
    lived_in = [code for code in known if code["zip_code_type"] == "STANDARD" and code["active"]]
    return sorted(lived_in, key=lambda code: code["zip_code"])


@cache
def _towns() -> list[Town]:
    """By name."""
    sizes = Counter((code["city"], code["state"]) for code in _lived_in())
    towns = [
        Town(fold(name), -size, f"{name}, {state}", state)
        for (name, state), size in sizes.items()
        # A base or an office with a name that nobody could type.
        if fold(name).title() == name
    ]
    return sorted(town for town in towns if town.state in STATES)


@cache
def _spots() -> list[Spot]:
    """From south to north."""
    return sorted(Spot(float(code["lat"]), float(code["long"]), code["zip_code"]) for code in _lived_in())
