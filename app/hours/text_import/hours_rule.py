"""One rule of hours that was read from text."""

import re
from dataclasses import dataclass
from datetime import date

from app.hours.intervals import Span
from app.hours.models import DAY
from app.hours.typed_times import opening_minute, span_typed, typed

# 26:00 means 2 AM on the next day.
NEXT_DAY = re.compile(r"(2[5-9]|3\d|4[0-8])[:.]?([0-5]\d)")


class NotUnderstood(Exception):
    """A rule has a part that the parser cannot read."""


@dataclass(frozen=True, slots=True)
class CalendarDate:
    """A day of one year, or of every year."""

    month: int
    day: int
    year: int | None = None

    def next(self, after: date) -> date:
        """Return the first occurrence on or after a date; with a year, that date.

        Raises NotUnderstood if there is none, as for February 30.
        """
        years = range(after.year, after.year + 9) if self.year is None else (self.year,)
        for year in years:
            try:
                found = date(year, self.month, self.day)
            except ValueError:
                continue
            if self.year is not None or found >= after:
                return found
        raise NotUnderstood


@dataclass(frozen=True, slots=True)
class HoursRule:
    """Weekdays (Monday is 0) and HOLIDAYS, or ranges of dates (first, last), with their spans; no spans means closed.

    If `adds`, the spans add to earlier rules for the same days instead of replacing them.
    """

    days: tuple[int | str, ...]
    dates: tuple[tuple[CalendarDate, CalendarDate], ...]
    spans: tuple[Span, ...]
    adds: bool
    names_days: bool = True


def span_between(opens: str, closes: str) -> Span:
    """Return the span like `span_typed`, and also read how people write pairs of times.

    "6-9 pm" is an evening, and 22:00-26:00 ends at 2 AM. Raises DomainError or NotUnderstood.
    """
    night = NEXT_DAY.fullmatch(closes)
    if night is not None:
        begins, ends = opening_minute(opens), int(night[1]) * 60 + int(night[2])
        if not begins < ends <= begins + DAY:
            raise NotUnderstood
        return begins, ends
    if opens.replace(":", "").isdecimal() and not typed(opens).sure and closes[-1] in "apm." and closes[0].isdecimal():
        shared, ends = typed(f"{opens} {'a' if 'a' in closes else 'p'}").minute, typed(closes).minute
        if shared < ends:
            return shared, ends
    return span_typed(opens, closes)


HOLIDAYS = "PH"
