"""Months of the books, in the office's time zone. Pure."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

# How long after its end a month stays open, so that nothing dated in it is still being written.
CLOSES_AFTER = timedelta(days=1)
WRITTEN = re.compile(r"([12]\d{3})-(0[1-9]|1[0-2])")


@dataclass(frozen=True, slots=True)
class Month:
    """A month: its first day, and when it starts and ends."""

    first_day: date
    starts_at: datetime
    ends_at: datetime

    @property
    def key(self) -> str:
        """Return it as addresses have it: "2026-05"."""
        return f"{self.first_day:%Y-%m}"


def month_on(day: date, zone: ZoneInfo) -> Month:
    """Return the month of a day."""
    first = day.replace(day=1)
    return Month(first, _midnight(first, zone), _midnight(following(first), zone))


def month_at(instant: datetime, zone: ZoneInfo) -> Month:
    return month_on(instant.astimezone(zone).date(), zone)


def month_of(key: str, zone: ZoneInfo) -> Month | None:
    """Return the month that an address names, or None if it names none."""
    found = WRITTEN.fullmatch(key)
    return month_on(date(int(found[1]), int(found[2]), 1), zone) if found else None


def following(first_day: date) -> date:
    """Return the first day of the next month."""
    return (first_day.replace(day=28) + timedelta(days=4)).replace(day=1)


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), zone).astimezone(UTC)
