"""Points on Earth and the distances between them."""

from dataclasses import dataclass
from math import asin, cos, radians, sin, sqrt

EARTH_RADIUS_MILES = 3958.7613
DECIMALS = 9
MILES_A_DEGREE = 69.0
"""Of latitude, rounded down from this sphere's 69.09: a band based on it is never too narrow."""


@dataclass(frozen=True, slots=True)
class Point:
    """A point in degrees, north and east positive, rounded to a billionth: smaller distances mean nothing, and not
    every engine can calculate with their squares. Raises ValueError for coordinates that are not on Earth."""

    latitude: float
    longitude: float

    def __post_init__(self) -> None:
        if not (-90 <= self.latitude <= 90 and -180 <= self.longitude <= 180):
            raise ValueError(f"not a place on Earth: {self.latitude}, {self.longitude}")
        object.__setattr__(self, "latitude", round(self.latitude, DECIMALS))
        object.__setattr__(self, "longitude", round(self.longitude, DECIMALS))


def miles_between(one: Point, other: Point) -> float:
    """Return the distance along the surface of a sphere in statute miles; also across a pole and the date line."""
    here, there = radians(one.latitude), radians(other.latitude)
    across = sin(radians(other.longitude - one.longitude) / 2)
    chord = sin((there - here) / 2) ** 2 + cos(here) * cos(there) * across**2
    return 2 * EARTH_RADIUS_MILES * asin(min(1.0, sqrt(chord)))


@dataclass(frozen=True, slots=True)
class Box:
    """The area between two corners. If its west is east of its east, it crosses the date line. Raises ValueError if its
    south is north of its north."""

    south_west: Point
    north_east: Point

    def __post_init__(self) -> None:
        if self.south_west.latitude > self.north_east.latitude:
            raise ValueError(f"the north is south of the south: {self.south_west}, {self.north_east}")

    def holds(self, point: Point) -> bool:
        south_north = self.south_west.latitude <= point.latitude <= self.north_east.latitude
        west, east = self.south_west.longitude, self.north_east.longitude
        inside = west <= point.longitude <= east if west <= east else point.longitude >= west or point.longitude <= east
        return south_north and inside
