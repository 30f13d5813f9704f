"""Whether a person can be at all the places of a cart in time. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from math import asin, ceil, cos, radians, sin, sqrt

EARTH_MILES = 3958.8
WALKING_MPH = 3.0
DRIVING_MPH = 20.0
# Streets bend: what one walks is longer than the straight line.
DETOUR = 1.3
WALKABLE_MILES = 1.5
# Getting dressed, finding the door.
LEAST_GAP_MINUTES = 10


@dataclass(frozen=True, slots=True)
class Leg:
    """One visit: what, where and when (aware instants)."""

    name: str
    venue_id: int
    venue: str
    latitude: float
    longitude: float
    begins: datetime
    ends: datetime


@dataclass(frozen=True, slots=True)
class TravelConflict:
    """Two visits that one person cannot both make (`gap_minutes` below 0), or hardly."""

    first: Leg
    second: Leg
    gap_minutes: int
    travel_minutes: int

    @property
    def overlaps(self) -> bool:
        return self.gap_minutes < 0


def travel_conflicts(stops: Sequence[Leg]) -> list[TravelConflict]:
    """Neighbors in time that overlap, or that leave less time between venues than the way takes."""
    found = []
    for first, second in pairwise(sorted(stops, key=lambda stop: (stop.begins, stop.ends))):
        gap = int((second.begins - first.ends).total_seconds() // 60)
        travel = 0 if first.venue_id == second.venue_id else max(LEAST_GAP_MINUTES, travel_minutes(first, second))
        if gap < travel:
            found.append(TravelConflict(first, second, gap, travel))
    return found


def travel_minutes(a: Leg, b: Leg) -> int:
    """On foot where it is near, else by car; an estimate, rounded up."""
    miles = distance_miles(a.latitude, a.longitude, b.latitude, b.longitude) * DETOUR
    return ceil(miles / (WALKING_MPH if miles <= WALKABLE_MILES else DRIVING_MPH) * 60)


def walk_minutes(miles: float) -> int | None:
    """How long one walks a straight-line distance; None when nobody would."""
    way = miles * DETOUR
    return max(1, ceil(way / WALKING_MPH * 60)) if way <= WALKABLE_MILES else None


def distance_miles(lat1: float, lon1: float, lat2: float, lon2: float) -> float:
    """Great-circle distance of two positions in degrees (haversine formula), in miles."""
    phi1, phi2 = radians(lat1), radians(lat2)
    half = sin((phi2 - phi1) / 2) ** 2 + cos(phi1) * cos(phi2) * sin(radians(lon2 - lon1) / 2) ** 2
    return 2 * EARTH_MILES * asin(sqrt(half))
