"""Times of day as people type them: 9, 9:30 pm, 21:30, noon. Pure.

Minutes count from local midnight. Without AM or PM, and unless it is clearly on the 24-hour clock, an opening time from
1 to 4 is in the afternoon and any other is in the morning; a closing time is the first matching time after the opening.
So "9" to "5" is read the way people mean it.
"""

import re
from dataclasses import dataclass

from flask_babel import gettext as _

from app.core.errors import DomainError
from app.hours.intervals import Span, clock_words
from app.hours.models import DAY

QUARTER = 15
HALF_DAY = DAY // 2
NAMED = {"noon": HALF_DAY, "midday": HALF_DAY, "midnight": 0}
# Opening times before this hour are in the afternoon: few venues open at 4 AM.
EARLIEST = 5
WRITTEN = re.compile(r"(\d{1,2})(?:[:.h]?(\d\d))?\s*(?:([ap])\.?\s?(?:m\.?)?)?", re.ASCII | re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class TypedTime:
    """A time as typed; `sure` if the text itself says which half of the day it is in."""

    minute: int
    sure: bool


def typed(text: str) -> TypedTime:
    """Read a time of day, up to 24:00, which is the end of a day. Raises DomainError if the text is not a time."""
    words = " ".join(text.lower().split())
    if words in NAMED:
        return TypedTime(NAMED[words], sure=True)
    match = WRITTEN.fullmatch(words)
    if match is None:
        raise DomainError(_("%(text)s isn’t a time of day. Enter a time like 9:30 AM or 10:00 PM.", text=_quoted(text)))
    hour, minute, half = int(match[1]), int(match[2] or 0), match[3]
    if minute > 59 or hour * 60 + minute > DAY or (half == "a" and hour > 12):
        raise DomainError(_("%(text)s isn’t a valid time. Enter a time like 9:30 AM or 10:00 PM.", text=_quoted(text)))
    if half and hour <= 12:
        return TypedTime(hour % 12 * 60 + minute + (HALF_DAY if half == "p" else 0), sure=True)
    return TypedTime(hour * 60 + minute, sure=hour > 12 or match[1].startswith("0"))


def opening_minute(text: str) -> int:
    """Return the minute of an opening time, 0 to 1439. Raises DomainError."""
    found = typed(text)
    if found.minute == DAY:
        raise DomainError(_("24:00 is the end of a day. Enter 12:00 AM, or add these hours to the next day."))
    if found.sure or found.minute >= HALF_DAY:
        return found.minute
    return found.minute + (HALF_DAY if found.minute < EARLIEST * 60 else 0)


def closing_minute(text: str, opens: int) -> int:
    """Return the minute of a closing time, up to a day after `opens`, so above 1,440 past midnight.

    Raises DomainError.
    """
    found = typed(text)
    closes = found.minute if found.sure else found.minute % HALF_DAY
    while closes <= opens:
        closes += DAY if found.sure else HALF_DAY
    return closes


def span_typed(opens: str, closes: str) -> Span:
    """Return the span of two times as typed: (540, 1020) for ('9', '5'). Raises DomainError."""
    begins = opening_minute(opens)
    return begins, closing_minute(closes, begins)


def refuse_off_grid(minute: int) -> None:
    """Raise DomainError, naming the nearest quarter hours, if a time is between two."""
    before = minute - minute % QUARTER
    if minute != before:
        raise DomainError(
            _(
                "Hours start and end on a quarter hour. Change %(time)s to %(before)s or %(after)s.",
                time=clock_words(minute),
                before=clock_words(before),
                after=clock_words(before + QUARTER),
            )
        )


def _quoted(text: str) -> str:
    """Return the text in quotes as typed, shortened if it is far too long for a time."""
    words = " ".join(text.split())
    return f"“{words if len(words) <= 24 else words[:23] + '…'}”"
