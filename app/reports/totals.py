"""Sums over many bookings. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import date
from operator import attrgetter

from app.reports.enums import BookingOutcome


@dataclass(frozen=True, slots=True)
class Totals:
    """Counts, and cents. Canceled bookings are only in `canceled` and, for fees from them, in `paid`."""

    bookings: int = 0  # not canceled; includes no-shows
    guests: int = 0  # spots of these bookings
    missed: int = 0
    canceled: int = 0
    worth: int = 0  # agreed prices of the bookings
    reduced: int = 0  # bookings at a discounted price
    given: int = 0  # total of these discounts
    paid: int = 0  # online, minus refunds
    kept: int = 0  # the part of it from canceled bookings
    in_person: int = 0  # at the front desk
    unpaid: int = 0  # booked at the front desk, and not marked as paid

    def __add__(self, other: "Totals") -> "Totals":
        return added((self, other))

    @property
    def revenue(self) -> int:
        """Return the venue's revenue: online and at the front desk."""
        return self.paid + self.in_person

    @property
    def average(self) -> int | None:
        """Return the average price of a booking, to the cent, half a cent rounded up; None if there are none."""
        return (2 * self.worth + self.bookings) // (2 * self.bookings) if self.bookings else None

    @property
    def all_bookings(self) -> int:
        """Return the number of all bookings, including canceled ones."""
        return self.bookings + self.canceled


@dataclass(frozen=True, slots=True)
class BookingTotals:
    """The bookings of one service on one local date with the same outcome.

    `deal` is the deal whose price they had, 0 for a deleted deal, None for the usual price.
    """

    day: date
    option_id: int
    kind: BookingOutcome
    deal: int | None
    sums: Totals


def total(parts: Iterable[BookingTotals]) -> Totals:
    return added(part.sums for part in parts)


_values = attrgetter(*(field.name for field in fields(Totals)))


def added(sums: Iterable[Totals]) -> Totals:
    columns = list(zip(*map(_values, sums), strict=True))
    return Totals(*map(sum, columns)) if columns else Totals()
