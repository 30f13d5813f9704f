"""User-facing texts for venues side by side. Times are in the zone of each venue."""

from collections.abc import Sequence
from datetime import timedelta
from itertools import groupby
from typing import NamedTuple

from flask_babel import gettext as _
from flask_babel import ngettext

from app.core.formats import day_of, short_span, weekday
from app.core.sentences import listed
from app.search_pages.cards import ServiceTimes
from app.search_pages.comparison import MOST, Comparison
from app.search_pages.criteria import Criteria
from app.venue_pages.profile import Weekday


class HoursLine(NamedTuple):
    days: str  # Sun, Mon – Fri
    hours: str  # 9 AM – 7 PM, or Closed
    today: bool


def day(times: ServiceTimes, criteria: Criteria) -> str:
    """Return "Today", "Tomorrow" or "Fri, May 15"."""
    today = criteria.at.astimezone(times.of.plan.zone).date()
    if times.day == today:
        return _("Today")
    return _("Tomorrow") if times.day - today == timedelta(days=1) else day_of(times.day)


def hours_lines(week: Sequence[Weekday]) -> list[HoursLine]:
    """Return the business hours from Monday, one line for days in a row with the same hours."""
    from_monday = sorted(week, key=lambda one: one.number)
    runs = [(list(days), spans) for spans, days in groupby(from_monday, key=lambda one: list(one.spans))]
    return [
        HoursLine(
            _days(days),
            listed([short_span(*span) for span in spans]) if spans else _("Closed"),
            any(one.today for one in days),
        )
        for days, spans in runs
    ]


def _days(days: Sequence[Weekday]) -> str:
    first, last = weekday(days[0].number), weekday(days[-1].number)
    return first if first == last else _("%(first)s to %(last)s", first=first, last=last)


def notes(comparison: Comparison) -> list[str]:
    """Return what the page leaves out, and why."""
    found = []
    if comparison.unavailable:
        found.append(
            ngettext(
                "%(num)d venue isn’t on CozyWish right now, so we left it out.",
                "%(num)d venues aren’t on CozyWish right now, so we left them out.",
                comparison.unavailable,
            )
        )
    if comparison.beyond:
        found.append(
            ngettext(
                "You can compare %(most)s venues at a time, so we left out %(num)d more.",
                "You can compare %(most)s venues at a time, so we left out %(num)d more.",
                comparison.beyond,
                most=MOST,
            )
        )
    return found
