"""What many bookings add up to. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import date
from operator import attrgetter

from app.reports.enums import Kind


@dataclass(frozen=True, slots=True)
class Totals:
    """Counts, and cents. What was canceled is in `canceled` and, as far as money of it was kept, in `paid`."""

    bookings: int = 0  # not canceled; those that nobody came to among them
    guests: int = 0  # places of these bookings
    missed: int = 0
    canceled: int = 0
    worth: int = 0  # what the bookings cost, as agreed
    reduced: int = 0  # bookings at a price below the usual one
    given: int = 0  # how much below
    paid: int = 0  # here, less what went back
    kept: int = 0  # the part of it that is of canceled bookings
    in_person: int = 0  # at the desk
    unpaid: int = 0  # booked at the desk, and not marked as paid

    def __add__(self, other: "Totals") -> "Totals":
        return added((self, other))

    @property
    def revenue(self) -> int:
        """What the venue took: here and at the desk."""
        return self.paid + self.in_person

    @property
    def average(self) -> int | None:
        """What a booking cost, to the cent, a half up; None without any."""
        return (2 * self.worth + self.bookings) // (2 * self.bookings) if self.bookings else None

    @property
    def asked(self) -> int:
        """All that were booked, those that were canceled among them."""
        return self.bookings + self.canceled


@dataclass(frozen=True, slots=True)
class Part:
    """The bookings of one service on one local date that ended alike; `deal` is whose price they had, 0 for a deal
    that is gone, None for the usual price."""

    day: date
    service_id: int
    kind: Kind
    deal: int | None
    sums: Totals


def total(parts: Iterable[Part]) -> Totals:
    return added(part.sums for part in parts)


_values = attrgetter(*(field.name for field in fields(Totals)))


def added(sums: Iterable[Totals]) -> Totals:
    columns = list(zip(*map(_values, sums), strict=True))
    return Totals(*map(sum, columns)) if columns else Totals()
