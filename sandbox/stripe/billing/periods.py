"""Billing periods: each ends on the day of its anchor, or on the last day of a shorter month."""

import calendar
from datetime import UTC, datetime

from sandbox.stripe.store import JSON

DAY = 24 * 60 * 60
LENGTHS = {"day": DAY, "week": 7 * DAY}
MONTHS = {"month": 1, "year": 12}


def end_of(anchor: int, recurring: JSON, number: int) -> int:
    """Return when the period with this number (from 1) ends, counted from the anchor, in seconds since 1970."""
    count = int(recurring["interval_count"]) * number
    length = LENGTHS.get(recurring["interval"])
    if length is not None:
        return anchor + length * count
    start = datetime.fromtimestamp(anchor, UTC)
    years, month = divmod(start.month - 1 + MONTHS[recurring["interval"]] * count, 12)
    year = start.year + years
    day = min(start.day, calendar.monthrange(year, month + 1)[1])
    return int(start.replace(year=year, month=month + 1, day=day).timestamp())
