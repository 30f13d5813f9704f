"""Reading a week and special dates from a text. Pure; the package explains the notation."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from app.hours.date_ranges import DateRange, join_days
from app.hours.holidays import coming_holidays
from app.hours.intervals import Span
from app.hours.text_import.hours_rule import HOLIDAYS, CalendarDate, HoursRule, NotUnderstood
from app.hours.text_import.names import names_month
from app.hours.text_import.rules import rules_of
from app.hours.text_import.words import parts_of, phrases_of, remarks_of

MOST_DAYS = 366
# The most phrases of one rule that are tried together and separately: every run of them is parsed.
MOST_PHRASES = 24


@dataclass
class Read:
    """The result of reading a text.

    `week` has spans by weekday (Monday is 0; a weekday that the text does not name is closed), or is None if the text
    names no weekday. `dates` are the special dates in order. `missed` are the phrases that could not be read, as
    written.
    """

    week: dict[int, list[Span]] | None = None
    dates: list[DateRange] = field(default_factory=list)
    missed: list[str] = field(default_factory=list)

    @property
    def is_anything(self) -> bool:
        return self.week is not None or bool(self.dates)


def read(text: str, today: date) -> Read:
    """Read hours from text. Never raises.

    A date without a year is its next occurrence from `today` on. PH means the federal holidays of the next twelve
    months.
    """
    found = Read()
    dates: dict[date, DateRange] = {}
    for part in parts_of(text):
        for phrase, reading in _readings(part, today):
            if reading is None:
                found.missed.append(phrase)
                continue
            found.missed += remarks_of(phrase)
            for rule in reading.rules:
                _into_week(found, rule)
            for adds, day in reading.special:
                dates[day.first] = _added(dates.get(day.first), day) if adds and day.spans else day
    found.dates = join_days(dates[on] for on in sorted(dates))
    found.missed = list(dict.fromkeys(found.missed))
    return found


@dataclass(frozen=True, slots=True)
class _Reading:
    """The content of a phrase: rules, and special dates, each with whether it adds to earlier hours of that date."""

    rules: Sequence[HoursRule]
    special: Sequence[tuple[bool, DateRange]]


def _reading(text: str, today: date, *, follows: bool = False) -> _Reading:
    """Return the content of a text.

    A text that follows another phrase adds to it, and must name its days. Raises NotUnderstood.
    """
    rules = list(rules_of(text))
    if follows and rules:
        rules[0] = replace(rules[0], adds=True)
        if not all(rule.names_days for rule in rules):
            raise NotUnderstood
    return _Reading(rules, [(rule.adds, day) for rule in rules for day in _special(rule, today)])


def _readings(part: str, today: date) -> list[tuple[str, _Reading | None]]:
    """Read a part as a whole, or else phrase by phrase, trying the longest run of phrases first.

    A phrase that cannot be read has None.
    """
    with suppress(NotUnderstood):
        return [(part, _reading(part, today))]
    phrases, found, at = phrases_of(part), list[tuple[str, _Reading | None]](), 0
    while at < len(phrases) <= MOST_PHRASES:
        for last in reversed(range(at, len(phrases))):
            run = part[phrases[at][0] : phrases[last][1]].strip(" ,\t")
            with suppress(NotUnderstood):
                found.append((run, _reading(run, today, follows=at > 0)))
                break
        else:
            found.append((run, None))
        at = last + 1
    # An unreadable season would apply to everything that follows it, so the whole part is rejected.
    is_season = any(reading is None and names_month(phrase) for phrase, reading in found)
    is_anything = any(reading is not None for _, reading in found)
    return found if is_anything and not is_season else [(part, None)]


def _into_week(found: Read, rule: HoursRule) -> None:
    weekdays = [day for day in rule.days if isinstance(day, int)]
    if not weekdays:
        return
    week = found.week = found.week or {}
    for weekday in weekdays:
        before = week.get(weekday, []) if rule.adds and rule.spans else []
        week[weekday] = sorted({*before, *rule.spans})


def _special(rule: HoursRule, today: date) -> Iterator[DateRange]:
    """Yield each date that a rule names, one by one. Raises NotUnderstood."""
    if HOLIDAYS in rule.days:
        yield from (DateRange(day.on, day.on, rule.spans, day.name) for day in coming_holidays(today))
    for first, last in rule.dates:
        yield from _each(first.next(today), last, rule.spans)


def _each(first: date, last: CalendarDate, spans: tuple[Span, ...]) -> Iterable[DateRange]:
    length = (last.next(first) - first).days
    if not 0 <= length < MOST_DAYS:
        raise NotUnderstood
    return (DateRange(day, day, spans) for day in (first + timedelta(days=n) for n in range(length + 1)))


def _added(before: DateRange | None, day: DateRange) -> DateRange:
    spans = {*(before.spans if before else ()), *day.spans}
    return DateRange(day.first, day.last, tuple(sorted(spans)), day.note or (before.note if before else ""))
