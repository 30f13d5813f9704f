"""Federal holidays of the USA. Pure."""

from dataclasses import dataclass
from datetime import date, timedelta

YEAR = timedelta(days=365)
# Common names of the holidays whose legal name is different.
COMMON_NAMES = {
    "Washington's Birthday": "Presidents' Day",
    "Juneteenth National Independence Day": "Juneteenth",
}


@dataclass(frozen=True, slots=True)
class Holiday:
    on: date
    name: str


def federal_holidays(first: date, last: date) -> list[Holiday]:
    """List the federal holidays from the first to the last date, in order.

    Returns the holidays themselves, not the Fridays and Mondays on which offices observe those that fall on a weekend.
    """
    # The package loads all countries: a sixteenth of each program's start, so only programs that ask pay for it.
    from holidays.countries.united_states import UnitedStates  # noqa: PLC0415

    known = UnitedStates(years=range(first.year, last.year + 1), observed=False)  # type: ignore[no-untyped-call]
    named = ((on, COMMON_NAMES.get(name, name).replace("'", "’")) for on, name in sorted(known.items()))
    return [Holiday(on, name) for on, name in named if first <= on <= last]


def coming_holidays(today: date) -> list[Holiday]:
    """List the federal holidays of the twelve months that begin today."""
    return federal_holidays(today, today + YEAR - timedelta(days=1))
