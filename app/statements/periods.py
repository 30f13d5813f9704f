"""Months and years of statements, in the venue's time zone."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from app.core import clock
from app.venues.models import Venue

PATTERN = re.compile(r"(20\d\d)(?:-(0[1-9]|1[0-2]))?")


@dataclass(frozen=True, slots=True)
class Period:
    """From the first day up to the last, both included. `key` is "2026-05" or "2026"."""

    key: str
    first: date
    last: date

    def instants(self, zone: ZoneInfo) -> tuple[datetime, datetime]:
        """Return its beginning, and the instant after its end."""
        return (
            datetime.combine(self.first, time(), zone),
            datetime.combine(self.last + timedelta(days=1), time(), zone),
        )


def period_of(key: str) -> Period | None:
    """Return the month or year with this key, or None if it isn't one."""
    found = PATTERN.fullmatch(key)
    if found is None:
        return None
    year, month = int(found[1]), int(found[2] or 1)
    after = date(year + 1, 1, 1) if not found[2] or month == 12 else date(year, month + 1, 1)
    return Period(key, date(year, month, 1), after - timedelta(days=1))


def chosen_period(key: str, zone: ZoneInfo) -> Period | None:
    """Return the period with this key, this month if it's empty, or None if it isn't one."""
    return period_of(key or f"{clock.now().astimezone(zone):%Y-%m}")


def periods_of(venue: Venue) -> Sequence[Period]:
    """List the months and years of a venue until today, newest first."""
    today, since = (at.astimezone(venue.zone).date() for at in (clock.now(), venue.created_at))
    return periods_until(today, since)


def periods_until(today: date, since: date) -> Sequence[Period]:
    """List the months from `since` to today, newest first, each December after its year."""
    found: list[Period] = []
    for year in range(today.year, since.year - 1, -1):
        keys = [str(year), *(f"{year}-{month:02}" for month in range(12, 0, -1))]
        found += [each for key in keys if (each := period_of(key)) and each.first <= today and each.last >= since]
    return found
