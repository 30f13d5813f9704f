"""The amount of demo data."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Scale:
    """The amount of demo data.

    `venues` from the top of the tables (None: all), bookings `days` before and after today, at the flagship `past` days
    before; photos reduced to `photo_width` pixels (None: not reduced).
    """

    venues: int | None = None
    days: int = 14
    past: int = 84
    photo_width: int | None = None


FULL = Scale()
