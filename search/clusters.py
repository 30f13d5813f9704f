"""Venues on a map: those that are close together on the screen as one.

Every engine cuts the map into the same cells, the tiles of the Web Mercator grid: at a precision the world is
2 ** precision cells wide and as many high, counted from the date line east and from the north down. What is nearer to a
pole than the map reaches is in the last row.
"""

from dataclasses import dataclass
from math import asinh, floor, pi, radians, tan
from typing import NamedTuple

from search.geo import Point

MOST_CLUSTERS = 200
"""At once; where more cells have venues, those with the most are told."""

DEEPEST_ZOOM = 22
STREETS = 10
"""The zoom from which on somebody looks at the streets of a city: venues that are near each other are told apart."""

NORTHERNMOST = 85.0511287798066
"""Degrees of latitude to which the map reaches, and to the south as many."""


@dataclass(frozen=True, slots=True)
class Cluster:
    """The venues of one cell: their middle, how many they are, and the lowest price of what fits, None where nothing
    that is sold was asked for or fits. `is_deal` says whether a start below its usual price has that price. `id` is
    that of the venue where there is only one."""

    point: Point
    number: int
    cents: int | None = None
    is_deal: bool = False
    id: int | None = None


class Cell(NamedTuple):
    x: int
    y: int


def precision(zoom: int) -> int:
    """Of the cells for a map at this zoom, on which the world is 256 * 2 ** zoom pixels wide: cells are 64 pixels wide,
    from STREETS on 16. Raises ValueError for a zoom that no map has."""
    if not 0 <= zoom <= DEEPEST_ZOOM:
        raise ValueError(f"a zoom is from 0 to {DEEPEST_ZOOM}: {zoom}")
    return zoom + (4 if zoom >= STREETS else 2)


def cell(point: Point, precision: int) -> Cell:
    """The one that a point is in."""
    cells = 2**precision
    x = floor((point.longitude + 180) / 360 * cells)
    if abs(point.latitude) >= NORTHERNMOST:
        return Cell(min(x, cells - 1), 0 if point.latitude > 0 else cells - 1)
    y = floor((1 - asinh(tan(radians(point.latitude))) / pi) / 2 * cells)
    return Cell(min(x, cells - 1), min(max(y, 0), cells - 1))
