"""Opening hours as people have them in text, and as OpenStreetMap writes them, into a week and special dates. Pure.

    Mo-Fr 09:00-18:00; Sa 10:00-14:00; PH off           24/7
    Mo,We 09:00-12:00,13:00-17:00; Fr 20:00-02:00       Dec 24-26 off; 2027 Jul 04 10:00-14:00
    Mon-Fri 9am-5pm, Sat 10 to 2                        Tuesday through Saturday: 10 AM - 6 PM. Closed Sundays

A clear subset: weekdays, federal holidays (PH), dates, times, closed. Each rule, up to a semicolon or the end of a
line, is understood as a whole or named as it was written: seasons, weeks of a month, sunrise, "by appointment" and the
like. A later rule wins over an earlier one for its days; what follows a comma adds to it.

    words    letters and figures of one rule
    rules    what a rule says: which days or dates, and when
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

from app.hours.holidays import coming_holidays
from app.hours.intervals import Span
from app.hours.pasted.rules import HOLIDAYS, Day, NotUnderstood, Rule, rules_of
from app.hours.pasted.words import parts_of, remarks_of
from app.hours.stretches import Stretch, joined

MOST_DAYS = 366

__all__ = ["Read", "read"]


@dataclass
class Read:
    """What was understood: spans by weekday (Monday is 0; a day that is not named is closed), None when no weekday was
    spoken of; special dates in order; and what was not understood, word for word."""

    week: dict[int, list[Span]] | None = None
    dates: list[Stretch] = field(default_factory=list)
    missed: list[str] = field(default_factory=list)

    @property
    def is_anything(self) -> bool:
        return self.week is not None or bool(self.dates)


def read(text: str, today: date) -> Read:
    """A date without a year is the next of its kind from `today` on; PH are the holidays of the coming twelve months.
    Never raises."""
    found = Read()
    dates: dict[date, Stretch] = {}
    for part in parts_of(text):
        try:
            rules = list(rules_of(part))
            special = [(rule.adds, day) for rule in rules for day in _special(rule, today)]
        except NotUnderstood:
            found.missed.append(part)
            continue
        found.missed += remarks_of(part)
        for rule in rules:
            _into_week(found, rule)
        for adds, day in special:
            dates[day.first] = _added(dates.get(day.first), day) if adds and day.spans else day
    found.dates = joined(dates[on] for on in sorted(dates))
    found.missed = list(dict.fromkeys(found.missed))
    return found


def _into_week(found: Read, rule: Rule) -> None:
    weekdays = [day for day in rule.days if isinstance(day, int)]
    if not weekdays:
        return
    week = found.week = found.week or {}
    for weekday in weekdays:
        before = week.get(weekday, []) if rule.adds and rule.spans else []
        week[weekday] = sorted({*before, *rule.spans})


def _special(rule: Rule, today: date) -> Iterator[Stretch]:
    """Each date that a rule speaks of, by itself. Raises NotUnderstood."""
    if HOLIDAYS in rule.days:
        yield from (Stretch(day.on, day.on, rule.spans, day.name) for day in coming_holidays(today))
    for first, last in rule.dates:
        yield from _each(first.next(today), last, rule.spans)


def _each(first: date, last: Day, spans: tuple[Span, ...]) -> Iterable[Stretch]:
    length = (last.next(first) - first).days
    if not 0 <= length < MOST_DAYS:
        raise NotUnderstood
    return (Stretch(day, day, spans) for day in (first + timedelta(days=n) for n in range(length + 1)))


def _added(before: Stretch | None, day: Stretch) -> Stretch:
    spans = {*(before.spans if before else ()), *day.spans}
    return Stretch(day.first, day.last, tuple(sorted(spans)), day.note or (before.note if before else ""))
