"""Venues on a map, grouped into clusters where they are close together on the screen.

Every engine divides the map into the same cells, the tiles of the Web Mercator grid: at a given precision the world is
2 ** precision cells wide and equally high, counted eastward from the date line and southward from the north. Points
nearer to a pole than the map reaches belong to the first or last row.
"""

from dataclasses import dataclass
from math import asinh, floor, pi, radians, tan
from typing import NamedTuple

from search.geo import Point

MOST_CLUSTERS = 200
"""Per response; where more cells have venues, the largest are returned."""

DEEPEST_ZOOM = 22
STREETS = 10
"""The zoom from which a map shows the streets of a city, and nearby venues are shown separately."""

NORTHERNMOST = 85.0511287798066
"""The northern limit of the map in degrees of latitude; the southern limit is its negative."""


@dataclass(frozen=True, slots=True)
class Cluster:
    """The venues of one cell: their center, their number, and the lowest price of the offers that match.

    `cents` is None when the query doesn't ask about offers or no offer matches. `is_deal` says whether a start below
    its usual price has that price. `id` is the venue's id when the cluster has only one.
    """

    point: Point
    number: int
    cents: int | None = None
    is_deal: bool = False
    id: int | None = None


class Cell(NamedTuple):
    x: int
    y: int


def precision(zoom: int) -> int:
    """Return the cell precision for a map at this zoom, where the world is 256 * 2 ** zoom pixels wide: cells are 64
    pixels wide, and 16 from STREETS on. Raises ValueError for an unsupported zoom."""
    if not 0 <= zoom <= DEEPEST_ZOOM:
        raise ValueError(f"a zoom is from 0 to {DEEPEST_ZOOM}: {zoom}")
    return zoom + (4 if zoom >= STREETS else 2)


def cell(point: Point, precision: int) -> Cell:
    """Return the cell that contains the point."""
    cells = 2**precision
    x = floor((point.longitude + 180) / 360 * cells)
    if abs(point.latitude) >= NORTHERNMOST:
        return Cell(min(x, cells - 1), 0 if point.latitude > 0 else cells - 1)
    y = floor((1 - asinh(tan(radians(point.latitude))) / pi) / 2 * cells)
    return Cell(min(x, cells - 1), min(max(y, 0), cells - 1))
