"""Special dates as people think of them: one day, or a vacation from its first day to its last. Pure.

The database has one row or more for each date; consecutive dates with the same hours and note form one date range.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from flask_babel import gettext as _

from app.core.errors import DomainError
from app.core.formats import day_of
from app.hours.intervals import Span, in_words
from app.hours.models import Opening

ONE_DAY = timedelta(days=1)
LONGEST_NOTE = 80
# Limits of one request: special dates for three years, in up to this many date ranges.
MOST_DATE_RANGES = 60
MOST_DATES = 3 * 366
# The form allows dates up to two years ahead, and date ranges of up to a year.
FARTHEST = timedelta(days=3 * 366)


@dataclass(frozen=True, slots=True)
class DateRange:
    """The dates from `first` to `last` with special hours; no spans means closed."""

    first: date
    last: date
    spans: tuple[Span, ...] = ()
    note: str = ""

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1

    @property
    def dates(self) -> Iterator[date]:
        return (self.first + timedelta(days=n) for n in range(self.days))

    @property
    def when(self) -> str:
        """The dates: 'Sat, Jul 4' or 'Mon, Jul 6 – Fri, Jul 17'."""
        return day_of(self.first) if self.days == 1 else f"{day_of(self.first)} – {day_of(self.last)}"

    @property
    def hours(self) -> str:
        """The hours: 'Closed', 'Open 24 hours' or the ranges."""
        if self.spans == ((0, 24 * 60),):
            return _("Open 24 hours")
        return ", ".join(in_words(span) for span in self.spans) or _("Closed")

    @property
    def words(self) -> str:
        """The dates with the note: 'Sat, Jul 4 (Independence Day)'."""
        return f"{self.when} ({self.note})" if self.note else self.when


def date_ranges(openings: Iterable[Opening], member_id: int | None = None) -> list[DateRange]:
    """Return the date ranges in one venue's rows, of the venue itself or of one team member, in order."""
    days: dict[date, DateRange] = {}
    for row in openings:
        if row.on_date is None or row.member_id != member_id:
            continue
        day = days.get(row.on_date) or DateRange(row.on_date, row.on_date, (), row.note)
        spans = (*day.spans, (row.opens, row.closes)) if row.closes > row.opens else day.spans
        days[row.on_date] = replace(day, spans=tuple(sorted(spans)))
    return join_days(days[on] for on in sorted(days))


def join_days(days: Iterable[DateRange]) -> list[DateRange]:
    """Join consecutive dates that have the same hours and note; `days` must be in order."""
    found: list[DateRange] = []
    for day in days:
        before = found[-1] if found else None
        alike = before is not None and (before.spans, before.note) == (day.spans, day.note)
        if before is not None and alike and before.last + ONE_DAY == day.first:
            found[-1] = replace(before, last=day.last)
        else:
            found.append(day)
    return found


def adjacent(known: Sequence[DateRange], first: date, last: date) -> list[DateRange]:
    """Return the date ranges that overlap the given dates, cut to them."""
    return [
        replace(date_range, first=max(date_range.first, first), last=min(date_range.last, last))
        for date_range in known
        if date_range.first <= last and first <= date_range.last
    ]


def refuse_too_many(found: Sequence[DateRange]) -> None:
    """Raise DomainError if there are too many date ranges or dates to change in one request."""
    if len(found) > MOST_DATE_RANGES or sum(max(date_range.days, 1) for date_range in found) > MOST_DATES:
        raise DomainError(
            _(
                "You can change special hours for up to %(number)s dates or date ranges at once. Choose fewer.",
                number=MOST_DATE_RANGES,
            )
        )


def refuse_far(date_range: DateRange, today: date) -> None:
    """Raise DomainError if a date is more than three years from today, the venue's local date."""
    if date_range.first < today - FARTHEST or date_range.last > today + FARTHEST:
        raise DomainError(_("Special hours can be up to three years away. Choose closer dates."))


PACKED = re.compile(r"(\d{4}-\d\d-\d\d)~(\d{4}-\d\d-\d\d)~((?:\d{1,4}-\d{1,4}(?:_|(?=~)))*)~(.*)", re.ASCII | re.DOTALL)


def pack(date_range: DateRange) -> str:
    """Return a date range as one word for a URL or a form.

    For example 2026-07-04~2026-07-04~600-840_900-1080~Independence Day.
    """
    spans = "_".join(f"{opens}-{closes}" for opens, closes in date_range.spans)
    return f"{date_range.first}~{date_range.last}~{spans}~{date_range.note}"


def unpack(text: str) -> DateRange:
    """Return the date range that `pack` wrote. Raises DomainError if the text has another format."""
    match = PACKED.fullmatch(text)
    try:
        if match is None:
            raise ValueError(text)
        first, last = date.fromisoformat(match[1]), date.fromisoformat(match[2])
        spans = [part.split("-") for part in match[3].split("_") if part]
        note = " ".join(match[4].split())[:LONGEST_NOTE]
        return DateRange(first, last, tuple((int(opens), int(closes)) for opens, closes in spans), note)
    except ValueError:
        raise DomainError(_("We can’t read these special hours. Add them again.")) from None
