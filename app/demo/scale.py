"""The amount of demo data."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Scale:
    """The amount of demo data.

    `venues` from the top of the tables (None: all), bookings `days` before and after today, at the flagship `past` days
    before; photo widths in pixels.
    """

    venues: int | None = None
    days: int = 14
    past: int = 84
    cover_width: int = 1200
    other_width: int = 800


FULL = Scale()
