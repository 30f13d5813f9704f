"""How amounts, times and distances are written: by Babel, in the current locale, every time in the zone that is passed.

A page of venues asks for hundreds of them, so what Babel says of a value is remembered.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, tzinfo
from decimal import Decimal
from functools import cache, lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date, format_interval, format_skeleton, format_time, get_day_names
from babel.lists import format_list
from babel.numbers import format_currency
from babel.units import format_unit
from flask import Flask
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app import clock as machine
from app.translation import locale

MINUTES_A_DAY = 1440
MORNING = 6  # until this hour it is still the night of the day before
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MINUS = "−"
# Babel's narrow spaces are plain ones here, and its hyphen before a number a minus.
PLAIN = str.maketrans({"\u202f": " ", "\u2009": " ", "\xa0": " "})
ZONES = {
    "EST": _l("Eastern"),
    "CST": _l("Central"),
    "MST": _l("Mountain"),
    "PST": _l("Pacific"),
    "AKST": _l("Alaska"),
    "HST": _l("Hawaii"),
    "AST": _l("Atlantic"),
    "ChST": _l("Guam"),
    "SST": _l("Samoa"),
}
MIDWINTER = datetime(2026, 1, 1, 12, tzinfo=UTC)
# Steps that the marks under a day's line may have, in minutes.
MARK_STEPS = (60, 120, 180, 240, 360)

Zone = tzinfo | str
Segment = tuple[str, int, int]  # open, set or quiet, and from when to when in wall minutes


@dataclass(frozen=True)
class _Language:
    """What a locale has for all values alike."""

    babel: Locale
    day_and_time: str  # {1}, {0}
    span: str  # {0} – {1}
    long_day: str  # EEEE, MMMM d
    whole_dollars: str
    has_halves: bool  # AM and PM


@cache
def _language(name: str) -> _Language:
    babel = Locale.parse(name)
    day = babel.datetime_skeletons["MMMEd"].pattern
    return _Language(
        babel=babel,
        day_and_time=str(babel.datetime_formats["short"]),
        span=babel.interval_formats[None].translate(PLAIN),
        long_day=re.sub("[LM]+", "MMMM", re.sub("[Ec]+", "EEEE", day)),
        whole_dollars=babel.currency_formats["standard"].pattern.replace(".00", ""),
        has_halves="a" in babel.time_formats["short"].pattern,
    )


def usd(cents: int) -> str:
    """7700 -> $77.00; -3300 -> −$33.00."""
    return _usd(cents, locale())


@lru_cache(maxsize=8192)
def _usd(cents: int, name: str) -> str:
    return _amount(format_currency(Decimal(cents) / 100, "USD", locale=_language(name).babel))


def usd_short(cents: int) -> str:
    """7700 -> $77; 7750 -> $77.50."""
    return _usd_short(cents, locale())


@lru_cache(maxsize=8192)
def _usd_short(cents: int, name: str) -> str:
    if cents % 100:
        return _usd(cents, name)
    language = _language(name)
    return _amount(
        format_currency(cents // 100, "USD", language.whole_dollars, locale=language.babel, currency_digits=False)
    )


def _amount(said: str) -> str:
    return said.translate(PLAIN).replace("-", MINUS)


def clock(instant: datetime, zone: Zone) -> str:
    """2:30 PM."""
    local = _local(instant, zone)
    return _clock_of(local.hour * 60 + local.minute, locale())


def clock_of(minute: int) -> str:
    """Wall minutes after midnight, also past the next one: 870 -> 2:30 PM; 1500 -> 1:00 AM."""
    return _clock_of(minute % MINUTES_A_DAY, locale())


@lru_cache(maxsize=4096)
def _clock_of(minute: int, name: str) -> str:
    return format_time(_time_of(minute), "short", locale=_language(name).babel).translate(PLAIN)


def hour_of(minute: int) -> str:
    """As short as it can be: 600 -> 10 AM; 630 -> 10:30 AM."""
    return _hour_of(minute % MINUTES_A_DAY, locale())


@lru_cache(maxsize=4096)
def _hour_of(minute: int, name: str) -> str:
    said = _clock_of(minute, name)
    return said.replace(":00", "") if _language(name).has_halves else said


def _time_of(minute: int) -> time:
    return time(*divmod(minute, 60))


def day(instant: datetime, zone: Zone) -> str:
    """Tue, May 19."""
    return _date("MMMEd", _local(instant, zone).date(), locale())


def day_of(local: date) -> str:
    """Tue, May 19."""
    return _date("MMMEd", local, locale())


def date_of(local: date) -> str:
    """May 19."""
    return _date("MMMd", local, locale())


def long_date(local: date) -> str:
    """September 19."""
    return _date("MMMMd", local, locale())


def full_date(local: date) -> str:
    """May 19, 2026."""
    return _date("yMMMd", local, locale())


def month(local: date) -> str:
    """May 2026."""
    return _date("yMMMM", local, locale())


@lru_cache(maxsize=4096)
def _date(skeleton: str, local: date, name: str) -> str:
    return format_skeleton(skeleton, local, locale=_language(name).babel).translate(PLAIN)


def long_day(local: date) -> str:
    """Thursday, May 14."""
    return _long_day(local, locale())


@lru_cache(maxsize=1024)
def _long_day(local: date, name: str) -> str:
    language = _language(name)
    return format_date(local, language.long_day, locale=language.babel)


def month_name(local: date) -> str:
    """Sep."""
    return _date("MMM", local, locale())


def dates(first: date, last: date) -> str:
    """May 19 – 21; May 28 – Jun 3."""
    return _dates("MMMd", first, last, locale())


def months(first: date, last: date) -> str:
    """May 2026; May – Jun 2026; Dec 2026 – Jan 2027: short, as buttons stand beside it."""
    if (first.year, first.month) == (last.year, last.month):
        return month(first)
    return _dates("yMMM", first, last, locale())


@lru_cache(maxsize=1024)
def _dates(skeleton: str, first: date, last: date, name: str) -> str:
    return format_interval(first, last, skeleton, locale=_language(name).babel).translate(PLAIN)


def moment(instant: datetime, zone: Zone) -> str:
    """Tue, May 19, 1:00 PM."""
    return _language(locale()).day_and_time.format(clock(instant, zone), day(instant, zone))


def moment_zone(instant: datetime, zone: Zone) -> str:
    """Tue, May 19, 1:00 PM PDT."""
    return f"{moment(instant, zone)} {zone_name(instant, zone)}"


def full_moment(instant: datetime, zone: Zone) -> str:
    """May 19, 2026, 1:00 PM PDT: as those who keep accounts need it."""
    local = full_date(_local(instant, zone).date())
    said = _language(locale()).day_and_time.format(clock(instant, zone), local)
    return f"{said} {zone_name(instant, zone)}"


def zone_name(instant: datetime, zone: Zone) -> str:
    """What clocks there call their time at that instant: PDT."""
    return _local(instant, zone).tzname() or ""


def zone_words(zone: Zone) -> str:
    """What people in the USA call a zone, winter and summer alike: Pacific. Elsewhere by its city: London time."""
    name = _local(MIDWINTER, zone).tzname() or ""
    if name in ZONES:
        return str(ZONES[name])
    return _("%(city)s time", city=str(zone).rpartition("/")[2].replace("_", " "))


def span(start: datetime, end: datetime, zone: Zone) -> str:
    """From a start to an end: 1:00 – 2:00 PM. An end on a later day, past its night, names that day: 5:00 PM – Fri,
    4:00 PM."""
    begins, ends = _local(start, zone), _local(end, zone)
    if ends.date() > begins.date() and ends.hour >= MORNING:
        language = _language(locale())
        last = language.day_and_time.format(clock(end, zone), weekday(ends.date()))
        return language.span.format(clock(start, zone), last)
    return _span(begins.hour * 60 + begins.minute, ends.hour * 60 + ends.minute, locale())


@lru_cache(maxsize=8192)
def _span(begins: int, ends: int, name: str) -> str:
    language = _language(name)
    if begins == ends:
        return language.span.format(_clock_of(begins, name), _clock_of(ends, name))
    skeleton = "hm" if language.has_halves else "Hm"
    return format_interval(_time_of(begins), _time_of(ends), skeleton, locale=language.babel).translate(PLAIN)


def hours_span(opens: int, closes: int) -> str:
    """Wall minutes after midnight: 10:00 AM – 8:00 PM."""
    return _language(locale()).span.format(clock_of(opens), clock_of(closes))


def short_span(opens: int, closes: int) -> str:
    """Wall minutes after midnight, as short as they can be: 10 AM – 8:30 PM."""
    return _language(locale()).span.format(hour_of(opens), hour_of(closes))


def weekday(value: date | int, *, long: bool = False) -> str:
    """Tue, or Tuesday; of a date, or of a number with Monday as 0."""
    return _weekday(value if isinstance(value, int) else value.weekday(), long, locale())


@cache
def _weekday(number: int, is_long: bool, name: str) -> str:
    names = get_day_names("wide" if is_long else "abbreviated", "stand-alone", _language(name).babel)
    return str(names[number])


def duration(minutes: int) -> str:
    """90 -> 90 min; 120 -> 2 hr; 150 -> 2 hr 30 min."""
    return _duration(minutes, locale())


@lru_cache(maxsize=2048)
def _duration(minutes: int, name: str) -> str:
    hours, rest = divmod(minutes, 60) if minutes >= 120 else (0, minutes)
    said = [_unit(hours, "hour", name)] * bool(hours) + [_unit(rest, "minute", name)] * bool(rest or not hours)
    return format_list(said, "unit-narrow", _language(name).babel).translate(PLAIN)


def hours_short(minutes: int) -> str:
    """390 -> 6.5 hr; 285 -> 4.75 hr; to the nearest quarter, and never none of something."""
    quarters = max(round(minutes / 15), 1 if minutes else 0)
    return _unit(quarters / 4, "hour", locale())


def miles(distance: float) -> str:
    """0.62 -> 0.6 mi; from ten on whole ones; never less than a tenth."""
    if distance >= 9.95:
        return _unit(round(distance), "mile", locale())
    return _unit(round(max(distance, 0.1), 1), "mile", locale(), "0.0")


@lru_cache(maxsize=4096)
def _unit(number: float, unit: str, name: str, form: str | None = None) -> str:
    return format_unit(number, unit, "short", form, locale=_language(name).babel).translate(PLAIN)


def listed(names: Sequence[str]) -> str:
    """Hazel Bodywork, Fernway, and Alder & Salt. At least one."""
    return names[0] if len(names) == 1 else format_list([*names], "standard", _language(locale()).babel)


def any_of(names: Sequence[str]) -> str:
    """Portland, Gresham, or Salem; empty without any."""
    return names[0] if len(names) == 1 else format_list([*names], "or", _language(locale()).babel)


def iso(instant: datetime) -> str:
    """For `datetime` attributes and scripts."""
    return instant.isoformat()


def hour_marks(opens: int, closes: int, most: int = 6) -> list[int]:
    """Wall minutes to write under a day's line: whole hours, evenly apart, at most so many."""
    for step in MARK_STEPS:
        first = -(-opens // 60) * 60
        marks = list(range(first, closes + 1, step))
        if len(marks) <= most:
            return marks
    return [opens, closes]


class Part(NamedTuple):
    """A stretch of a day's line as it is drawn; lengths are shares of the whole line."""

    kind: str
    left: str
    width: str


def line_parts(segments: Iterable[Segment], opens: int, closes: int) -> list[Part]:
    """What of the segments lies on a line from `opens` to `closes` (wall minutes)."""
    whole = closes - opens
    cut = ((kind, max(start, opens), min(end, closes)) for kind, start, end in segments)
    return [
        Part(kind, share(start - opens, whole), share(end - start, whole)) for kind, start, end in cut if start < end
    ]


def line_words(segments: Iterable[Segment], now: int | None = None) -> str:
    """A day's line for those who hear it: Off-peak 2:00 PM – 4:00 PM. Now 1:12 PM."""
    said = [_segment_words(kind, hours_span(start, end)) for kind, start, end in segments]
    if now is not None:
        said.append(_("Now %(time)s.", time=clock_of(now)))
    return " ".join(said)


def _segment_words(kind: str, hours: str) -> str:
    return _("Off-peak %(hours)s.", hours=hours) if kind == "quiet" else _("Open %(hours)s.", hours=hours)


def share(part: float, whole: float) -> str:
    """A part of a whole, for a drawing: 1 of 3 -> 33.33%."""
    return f"{100 * part / whole:.2f}%"


def grid_classes(start: int, end: int, opens: int) -> str:
    """Where something stands in a calendar's column that begins at `opens`: rows of five minutes, at least one."""
    row = max(start - opens, 0) // 5
    height = -(-(end - max(start, opens)) // 5)
    return f"r-{row} span-{max(height, 1)}"


def block_classes(kind: str, start: int, end: int, opens: int) -> str:
    """What a block in a calendar's column looks like: its kind, whether one or two lines of words fit, its place."""
    size = " slim" if end - start < 40 else " short" if end - start < 60 else ""
    return f"{kind}{size} {grid_classes(start, end, opens)}"


def this_year() -> int:
    """For the line at the foot of a page."""
    return machine.now().year


def _local(instant: datetime, zone: Zone) -> datetime:
    if instant.tzinfo is None:
        raise ValueError("an instant without a zone cannot be shown")
    return instant.astimezone(ZoneInfo(zone) if isinstance(zone, str) else zone)


FILTERS = (
    usd,
    usd_short,
    clock,
    clock_of,
    hour_of,
    day,
    day_of,
    date_of,
    full_date,
    dates,
    long_day,
    month,
    months,
    moment,
    moment_zone,
    zone_name,
    zone_words,
    span,
    hours_span,
    short_span,
    weekday,
    duration,
    hours_short,
    miles,
    iso,
)

# Called in templates: what a drawing needs to know.
HELPERS = (block_classes, grid_classes, hour_marks, line_parts, line_words, share, this_year)


def init_app(app: Flask) -> None:
    """Give templates the filters by their names, and what drawings need as functions."""
    app.jinja_env.filters.update({filter_.__name__: filter_ for filter_ in FILTERS})
    app.jinja_env.globals.update({helper.__name__: helper for helper in HELPERS})
