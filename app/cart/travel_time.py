"""Conflicts between the bookings of a cart: whether one person can be at each venue in time. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from math import asin, ceil, cos, radians, sin, sqrt
from zoneinfo import ZoneInfo

EARTH_MILES = 3958.8
WALKING_MPH = 3.0
DRIVING_MPH = 20.0
# A walk along streets is longer than the straight line.
DETOUR = 1.3
WALKABLE_MILES = 1.5
# To get dressed and find the entrance.
LEAST_GAP_MINUTES = 10
# Nobody goes farther between two bookings of a day, and the speed above is wrong for longer trips.
LONGEST_DRIVE_MINUTES = 180


@dataclass(frozen=True, slots=True)
class Leg:
    """One booking: its name, venue, position, times (aware instants) and the venue's time zone."""

    name: str
    venue_id: int
    venue: str
    latitude: float
    longitude: float
    begins: datetime
    ends: datetime
    zone: ZoneInfo

    @property
    def position(self) -> tuple[float, float]:
        return self.latitude, self.longitude


@dataclass(frozen=True, slots=True)
class TravelConflict:
    """Two bookings that one person cannot both attend (`gap_minutes` below 0), or hardly."""

    first: Leg
    second: Leg
    gap_minutes: int
    travel_minutes: int

    @property
    def overlaps(self) -> bool:
        return self.gap_minutes < 0

    @property
    def miles(self) -> float:
        """Return the distance between the venues in a straight line."""
        return distance_miles(*self.first.position, *self.second.position)


def travel_conflicts(stops: Sequence[Leg]) -> list[TravelConflict]:
    """Return consecutive bookings that overlap, or that leave less time between venues than the trip takes."""
    found = []
    for first, second in pairwise(sorted(stops, key=lambda stop: (stop.begins, stop.ends))):
        gap = int((second.begins - first.ends).total_seconds() // 60)
        travel = 0 if first.venue_id == second.venue_id else max(LEAST_GAP_MINUTES, travel_minutes(first, second))
        if gap < travel:
            found.append(TravelConflict(first, second, gap, travel))
    return found


def travel_minutes(a: Leg, b: Leg) -> int:
    """Return the estimated travel time, rounded up: on foot if it is near, otherwise by car."""
    miles = distance_miles(*a.position, *b.position) * DETOUR
    return ceil(miles / (WALKING_MPH if miles <= WALKABLE_MILES else DRIVING_MPH) * 60)


def walk_minutes(miles: float) -> int | None:
    """Return the walking time for a straight-line distance, or None if it is too far to walk."""
    way = miles * DETOUR
    return max(1, ceil(way / WALKING_MPH * 60)) if way <= WALKABLE_MILES else None


def distance_miles(lat1: float, lon1: float, lat2: float, lon2: float) -> float:
    """Return the great-circle distance between two positions in degrees (haversine formula), in miles."""
    phi1, phi2 = radians(lat1), radians(lat2)
    half = sin((phi2 - phi1) / 2) ** 2 + cos(phi1) * cos(phi2) * sin(radians(lon2 - lon1) / 2) ** 2
    return 2 * EARTH_MILES * asin(sqrt(half))
