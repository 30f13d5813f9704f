"""How a commission is calculated."""

from dataclasses import dataclass

WHOLE_BPS = 10_000


@dataclass(frozen=True, slots=True)
class Rates:
    """The rates that apply to a venue's new bookings, in basis points (hundredths of a percent)."""

    rate_bps: int = 0
    first_rate_bps: int | None = None

    def of_booking(self, *, is_first: bool) -> int:
        """Return the rate for a booking. `is_first` is whether it is the guest's first one at the venue."""
        return self.first_rate_bps if is_first and self.first_rate_bps is not None else self.rate_bps


def commission_cents(cents: int, rate_bps: int) -> int:
    """Return the commission on what a venue keeps for a booking, rounded half up."""
    return (cents * rate_bps + WHOLE_BPS // 2) // WHOLE_BPS
