"""Periods of reports, and the previous periods that they are compared with. Pure: local dates of the venue."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from flask_babel import lazy_gettext

from app.reports.enums import Span, TimeUnit

DAY = timedelta(days=1)
LONGEST = 366  # days
# More bars than this are hard to tell apart on a phone.
MOST_DAYS, MOST_WEEKS = 35, 190

LABELS = {
    Span.WEEK: lazy_gettext("7 days"),
    Span.MONTH: lazy_gettext("4 weeks"),
    Span.QUARTER: lazy_gettext("12 weeks"),
    Span.YEAR: lazy_gettext("52 weeks"),
    Span.THIS_MONTH: lazy_gettext("This month"),
    Span.LAST_MONTH: lazy_gettext("Last month"),
}


@dataclass(frozen=True, slots=True)
class Days:
    """A range of local dates, both included."""

    first: date
    last: date

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise ValueError("a period ends on or after the day it begins")

    def __len__(self) -> int:
        return (self.last - self.first).days + 1

    def __contains__(self, day: object) -> bool:
        return isinstance(day, date) and self.first <= day <= self.last

    def __iter__(self) -> Iterator[date]:
        return (self.first + timedelta(days=number) for number in range(len(self)))


@dataclass(frozen=True, slots=True)
class ReportPeriod:
    """The days of a report, and the same number of days before them."""

    span: Span
    days: Days
    before: Days

    @property
    def whole(self) -> Days:
        """Return the range of both, including any days between them."""
        return Days(min(self.days.first, self.before.first), self.days.last)

    @property
    def step(self) -> TimeUnit:
        if len(self.days) <= MOST_DAYS:
            return TimeUnit.DAY
        return TimeUnit.WEEK if len(self.days) <= MOST_WEEKS else TimeUnit.MONTH


def ready_made(span: Span, today: date) -> ReportPeriod:
    """Return a preset period. Raises ValueError for CUSTOM.

    Whole weeks end yesterday, so that all their days are over, and have the same weekdays as the previous period.
    This month ends today, and is compared with the same days of the previous month.
    """
    match span:
        case Span.THIS_MONTH:
            first = today.replace(day=1)
            last_month = month_before(first)
            days = Days(first, today)
            return ReportPeriod(
                span, days, Days(last_month.first, min(last_month.last, last_month.first + (today - first)))
            )
        case Span.LAST_MONTH:
            days = month_before(today.replace(day=1))
            return ReportPeriod(span, days, month_before(days.first))
        case Span.CUSTOM:
            raise ValueError("this period needs its dates")
        case _:
            return chosen(Days(today - int(span) * DAY, today - DAY), span)


def chosen(days: Days, span: Span = Span.CUSTOM) -> ReportPeriod:
    """Return a period of any days, with the same number of days just before them."""
    return ReportPeriod(span, days, Days(days.first - len(days) * DAY, days.first - DAY))


def month_before(first: date) -> Days:
    """Return the whole month before the one that begins on `first`."""
    last = first - DAY
    return Days(last.replace(day=1), last)


def parts(days: Days, step: TimeUnit) -> list[Days]:
    """Split days into the bars of a chart: days, weeks from the first day on, or calendar months.

    The first and the last may be shorter.
    """
    found, first = [], days.first
    while first <= days.last:
        match step:
            case TimeUnit.DAY:
                following = first + DAY
            case TimeUnit.WEEK:
                following = first + 7 * DAY
            case TimeUnit.MONTH:
                following = (first.replace(day=1) + 32 * DAY).replace(day=1)
        found.append(Days(first, min(following - DAY, days.last)))
        first = following
    return found
