"""The taxes that the stand-in knows: made up, few, and always the same. Elsewhere there is none."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal


@dataclass(frozen=True)
class Rate:
    """A tax of one jurisdiction in a state: everywhere there, or in one city."""

    state: str
    level: str
    name: str
    percent: str
    city: str = ""
    kind: str = "sales_tax"
    label: str = "Sales Tax"

    def on(self, cents: int) -> int:
        """Return the tax on an amount, rounded half up."""
        return int((cents * Decimal(self.percent) / 100).quantize(Decimal(1), ROUND_HALF_UP))


RATES = (
    Rate("HI", "state", "Hawaii", "4.0", kind="gross_receipts_tax", label="General Excise Tax"),
    Rate("HI", "county", "Honolulu", "0.5", "Honolulu", kind="gross_receipts_tax", label="General Excise Tax"),
    Rate("NY", "city", "New York", "4.5", "New York"),
    Rate("NY", "district", "Metropolitan Commuter Transportation District", "0.375", "New York"),
    Rate("WA", "state", "Washington", "6.5"),
    Rate("WA", "city", "Seattle", "3.85", "Seattle"),
)
NONTAXABLE = "txcd_00000000"


def rates_at(state: str, city: str, tax_code: str) -> list[Rate]:
    """Return the taxes at a place on what has this tax code."""
    if tax_code == NONTAXABLE:
        return []
    return [rate for rate in RATES if rate.state == state and rate.city.casefold() in {"", city.casefold()}]
