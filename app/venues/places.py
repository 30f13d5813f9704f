"""Where on Earth a venue is, and what follows from it."""

from functools import cache

from timezonefinder import TimezoneFinder

from app.errors import DomainError


def zone_at(latitude: float, longitude: float) -> str:
    """The IANA name of the time zone at a position, such as America/Boise. Raises DomainError at sea."""
    in_range = -90 <= latitude <= 90 and -180 <= longitude <= 180
    name = _finder().timezone_at_land(lat=latitude, lng=longitude) if in_range else None
    if name is None:
        raise DomainError("This position is not on land. Move the pin to the venue’s door.")
    return name


@cache
def _finder() -> TimezoneFinder:
    # Its polygons take a moment to load, so only a process that needs them does.
    return TimezoneFinder()
