"""Text for hours and time off, in the venue's local time."""

from collections.abc import Mapping, Sequence
from datetime import date, time, timedelta
from itertools import groupby
from zoneinfo import ZoneInfo

from flask_babel import gettext as _

from app.core.formats import day, day_of, hour_of, hours_span, moment, span, weekday
from app.core.sentences import listed
from app.team.models import DAY, TeamMember, TimeOff

Spans = Sequence[tuple[int, int]]

MOMENT = timedelta(microseconds=1)


def week(hours: Mapping[int, Spans]) -> str:
    """Describe weekly hours: Tue to Fri 10 AM – 6 PM, Sat 9 AM – 1 PM. By weekday, Monday is 0; empty without hours."""
    days = [(number, tuple(hours.get(number, ()))) for number in range(7)]
    parts = []
    for spans, run in groupby(days, key=lambda each: each[1]):
        numbers = [number for number, _ in run]
        if spans:
            times = listed([f"{hour_of(opens)} – {hour_of(closes)}" for opens, closes in spans])
            parts.append(f"{_days(numbers)} {times}")
    return ", ".join(parts)


def _days(numbers: Sequence[int]) -> str:
    first, last = weekday(numbers[0]), weekday(numbers[-1])
    if len(numbers) == 7:
        return _("Every day")
    if len(numbers) == 1:
        return first
    if len(numbers) == 2:
        return _("%(first)s and %(second)s", first=first, second=last)
    return _("%(first)s to %(last)s", first=first, last=last)


def time_off(off: TimeOff, zone: ZoneInfo, today: date) -> str:
    """Describe time off: Fri, May 22 – Sun, May 24; Fri, May 22, 12:00 – 1:00 PM.

    Weekly: Every Tuesday, 12:00 PM – 1:00 PM, through Sun, Aug 30. The first date appears only if it is after `today`,
    a local date.
    """
    if off.during is not None:
        return _once(off, zone)
    often = _("Every %(weekday)s", weekday=weekday(off.weekday or 0, long=True))
    times = [] if (off.begins, off.ends) == (0, DAY) else [hours_span(off.begins or 0, off.ends or 0)]
    return ", ".join([often, *times, *_between(off.first_on, off.last_on, today)])


def _once(off: TimeOff, zone: ZoneInfo) -> str:
    begins, ends = off.during.lower if off.during else None, off.during.upper if off.during else None
    if begins is None or ends is None:
        raise ValueError("time off has two ends")
    first, last = begins.astimezone(zone), (ends - MOMENT).astimezone(zone)
    if all(edge.astimezone(zone).time() == time() for edge in (begins, ends)):
        return day(begins, zone) if first.date() == last.date() else f"{day(begins, zone)} – {day_of(last.date())}"
    if first.date() == last.date():
        return f"{day(begins, zone)}, {span(begins, ends, zone)}"
    return f"{moment(begins, zone)} – {moment(ends, zone)}"


def _between(first: date | None, last: date | None, today: date) -> list[str]:
    begins = [_("from %(day)s", day=day_of(first))] if first and first > today else []
    ends = [_("through %(day)s", day=day_of(last))] if last else []
    return [*begins, *ends]


def off_soon(member: TeamMember, rows: Sequence[TimeOff], zone: ZoneInfo, today: date) -> list[str]:
    """Describe a member's time off, the next first; one-time entries come before weekly ones."""
    hers = [row for row in rows if row.member_id == member.id]
    hers.sort(key=lambda row: (row.during is None, row.during.lower if row.during else row.weekday))
    return [time_off(row, zone, today) for row in hers]
