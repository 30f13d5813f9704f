"""After how many years without activity the laws of states want gift cards turned over. Counsel to confirm all of it.

The law of the state where the owner lives applies, as far as we know it, and otherwise that of the state where the
company is incorporated.
"""

from collections.abc import Mapping
from datetime import date

DEFAULT_YEARS = 3
# By the code of the state; None if gift cards aren't unclaimed property there. Others have the default.
YEARS: Mapping[str, int | None] = {
    # Alaska Stat. § 34.45.240: three years.
    "AK": 3,
    # Cal. Civ. Proc. Code § 1520.5: gift certificates without an expiration date aren't.
    "CA": None,
    # Fla. Stat. § 717.1045: they aren't reported.
    "FL": None,
    # N.J. Stat. § 46:30B-42.1: five years, and only 60 percent of the value, which counsel has to confirm first.
    "NJ": 5,
    # N.Y. Aband. Prop. Law § 1315: five years.
    "NY": 5,
    # Tex. Prop. Code § 72.1016: three years.
    "TX": 3,
}
SHORTEST = min(years for years in (DEFAULT_YEARS, *YEARS.values()) if years is not None)


def dormant_on(last_used: date, state: str) -> date | None:
    """Return the day from which money is dormant in a state, or None if it never is. February 29 counts as March 1."""
    years = YEARS.get(state, DEFAULT_YEARS)
    return None if years is None else years_after(last_used, years)


def years_after(on: date, years: int) -> date:
    try:
        return on.replace(year=on.year + years)
    except ValueError:
        return date(on.year + years, 3, 1)
