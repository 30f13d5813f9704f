"""How much of everything the demo has."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Scale:
    """`venues` from the top of the tables (None: all), bookings `days` before and after today, at the flagship `past`
    days before; pictures in pixels."""

    venues: int | None = None
    days: int = 14
    past: int = 84
    cover_width: int = 1200
    other_width: int = 800


FULL = Scale()
