"""Texts of a venue's page."""

from collections.abc import Sequence
from itertools import groupby

from flask_babel import gettext as _

from app.core.formats import weekday
from app.slot_picker.copy.times import all_of
from app.venue_pages.profile import Weekday


def quiet_week(week: Sequence[Weekday]) -> str:
    """Return "Tue to Thu, 2 PM – 4 PM · Fri, 1 PM – 3 PM". Empty if no weekday is off-peak."""
    runs = [(list(days), quiet) for quiet, days in groupby(week, key=lambda day: list(day.quiet)) if quiet]
    return " · ".join(f"{_from_to(days)}, {all_of(quiet)}" for days, quiet in runs)


def segments(day: Weekday) -> list[tuple[str, int, int]]:
    """Return the segments of a weekday's line: open hours, and on top of them the off-peak ones."""
    return [*(("open", *span) for span in day.spans), *(("quiet", *span) for span in day.quiet)]


def _from_to(days: Sequence[Weekday]) -> str:
    first, last = weekday(days[0].number), weekday(days[-1].number)
    return first if first == last else _("%(first)s to %(last)s", first=first, last=last)
