"""Occupancy of a venue: minutes of every unit of its team's and rooms' capacity, by date and hour."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from app.reports.hours_of_day import Cell


@dataclass(frozen=True, slots=True)
class OccupancyMinutes:
    """Minutes over all units of capacity: a room for six that is open for an hour has 360."""

    open: int = 0
    booked: int = 0

    @property
    def rate(self) -> float | None:
        """Return the share that was booked, from 0 to 1; None if nothing was open."""
        return self.booked / self.open if self.open else None

    def __add__(self, other: "OccupancyMinutes") -> "OccupancyMinutes":
        return OccupancyMinutes(self.open + other.open, self.booked + other.booked)


@dataclass(frozen=True, slots=True)
class Fill:
    """Minutes from one local date to another, both included; hours in which nothing was open have no cell."""

    first: date
    last: date
    cells: Mapping[Cell, OccupancyMinutes]

    @property
    def total(self) -> OccupancyMinutes:
        return summed(self.cells.values())

    def by_hour(self) -> dict[tuple[int, int], OccupancyMinutes]:
        """Sum by weekday (Monday is 0) and local hour."""
        found: dict[tuple[int, int], OccupancyMinutes] = {}
        for (day, hour), minutes in self.cells.items():
            key = day.weekday(), hour
            found[key] = found.get(key, OccupancyMinutes()) + minutes
        return found

    def by_day(self) -> dict[date, OccupancyMinutes]:
        found: dict[date, OccupancyMinutes] = {}
        for (day, _), minutes in self.cells.items():
            found[day] = found.get(day, OccupancyMinutes()) + minutes
        return found

    def during(self, first: date, last: date) -> "Fill":
        """Return the part between two dates, both included."""
        return Fill(first, last, {cell: minutes for cell, minutes in self.cells.items() if first <= cell[0] <= last})


def summed(parts: Iterable[OccupancyMinutes]) -> OccupancyMinutes:
    return sum(parts, OccupancyMinutes())
