"""Formats for amounts, times, and distances: by Babel, in the current locale, every time in the zone that is passed.

A page of venues formats hundreds of values, so results are cached.
"""

import re
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from functools import cache, lru_cache

from babel import Locale
from babel.dates import format_date, format_interval, format_skeleton, format_time, get_day_names
from babel.lists import format_list
from babel.numbers import format_currency, get_currency_precision
from babel.units import format_unit

from app.core.locale import locale
from app.core.zone_names import Zone, in_zone, zone_name

MINUTES_A_DAY = 1440
MORNING = 6  # before this hour, it is still the night of the previous day
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MINUS = "−"
# Babel's narrow spaces become plain ones here, and its hyphen before a number becomes a minus.
PLAIN = str.maketrans({"\u202f": " ", "\u2009": " ", "\xa0": " "})


@dataclass(frozen=True)
class _Language:
    """The patterns of a locale, which are the same for all values."""

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
    """Format cents as dollars: 7700 -> $77.00; -3300 -> −$33.00."""
    return _usd(cents, locale())


@lru_cache(maxsize=8192)
def _usd(cents: int, name: str) -> str:
    return _amount(format_currency(Decimal(cents) / 100, "USD", locale=_language(name).babel))


def money(units: int, currency: str) -> str:
    """Format an amount in the smallest unit of its currency: 1250 of CAD -> CA$12.50."""
    amount = Decimal(units).scaleb(-get_currency_precision(currency))
    return _amount(format_currency(amount, currency, locale=_language(locale()).babel))


def usd_short(cents: int) -> str:
    """Format cents as dollars, without zero cents: 7700 -> $77; 7750 -> $77.50."""
    return _usd_short(cents, locale())


@lru_cache(maxsize=8192)
def _usd_short(cents: int, name: str) -> str:
    if cents % 100:
        return _usd(cents, name)
    language = _language(name)
    return _amount(
        format_currency(cents // 100, "USD", language.whole_dollars, locale=language.babel, currency_digits=False)
    )


def _amount(formatted: str) -> str:
    return formatted.translate(PLAIN).replace("-", MINUS)


def clock(instant: datetime, zone: Zone) -> str:
    """Format the time of an instant: 2:30 PM."""
    local = in_zone(instant, zone)
    return _clock_of(local.hour * 60 + local.minute, locale())


def clock_of(minute: int) -> str:
    """Format wall minutes after midnight, even past the next midnight: 870 -> 2:30 PM; 1500 -> 1:00 AM."""
    return _clock_of(minute % MINUTES_A_DAY, locale())


@lru_cache(maxsize=4096)
def _clock_of(minute: int, name: str) -> str:
    return format_time(_time_of(minute), "short", locale=_language(name).babel).translate(PLAIN)


def hour_of(minute: int) -> str:
    """Format wall minutes after midnight as short as possible: 600 -> 10 AM; 630 -> 10:30 AM."""
    return _hour_of(minute % MINUTES_A_DAY, locale())


@lru_cache(maxsize=4096)
def _hour_of(minute: int, name: str) -> str:
    formatted = _clock_of(minute, name)
    return formatted.replace(":00", "") if _language(name).has_halves else formatted


def _time_of(minute: int) -> time:
    return time(*divmod(minute, 60))


def day(instant: datetime, zone: Zone) -> str:
    """Format the day of an instant: Tue, May 19."""
    return _date("MMMEd", in_zone(instant, zone).date(), locale())


def day_of(local: date) -> str:
    """Format a date with its weekday: Tue, May 19."""
    return _date("MMMEd", local, locale())


def date_of(local: date) -> str:
    """Format a date: May 19."""
    return _date("MMMd", local, locale())


def long_date(local: date) -> str:
    """Format a date with the full name of the month: September 19."""
    return _date("MMMMd", local, locale())


def full_date(local: date) -> str:
    """Format a date with its year: May 19, 2026."""
    return _date("yMMMd", local, locale())


def month(local: date) -> str:
    """Format the month and year of a date: May 2026."""
    return _date("yMMMM", local, locale())


@lru_cache(maxsize=4096)
def _date(skeleton: str, local: date, name: str) -> str:
    return format_skeleton(skeleton, local, locale=_language(name).babel).translate(PLAIN)


def long_day(local: date) -> str:
    """Format a date with the full names of weekday and month: Thursday, May 14."""
    return _long_day(local, locale())


@lru_cache(maxsize=1024)
def _long_day(local: date, name: str) -> str:
    language = _language(name)
    return format_date(local, language.long_day, locale=language.babel)


def month_name(local: date) -> str:
    """Format the month of a date: Sep."""
    return _date("MMM", local, locale())


def dates(first: date, last: date) -> str:
    """Format a range of dates: May 19 – 21; May 28 – Jun 3."""
    return _dates("MMMd", first, last, locale())


def full_dates(first: date, last: date) -> str:
    """Format a range of dates with its year: May 1 – 31, 2026."""
    return _dates("yMMMd", first, last, locale())


def months(first: date, last: date) -> str:
    """Format a range of months, short because buttons are beside it: May 2026; May – Jun 2026; Dec 2026 – Jan 2027."""
    if (first.year, first.month) == (last.year, last.month):
        return month(first)
    return _dates("yMMM", first, last, locale())


@lru_cache(maxsize=1024)
def _dates(skeleton: str, first: date, last: date, name: str) -> str:
    return format_interval(first, last, skeleton, locale=_language(name).babel).translate(PLAIN)


def moment(instant: datetime, zone: Zone) -> str:
    """Format an instant: Tue, May 19, 1:00 PM."""
    return _language(locale()).day_and_time.format(clock(instant, zone), day(instant, zone))


def moment_zone(instant: datetime, zone: Zone) -> str:
    """Format an instant with its time zone: Tue, May 19, 1:00 PM PDT."""
    return f"{moment(instant, zone)} {zone_name(instant, zone)}"


def full_moment(instant: datetime, zone: Zone) -> str:
    """Format an instant with its year and time zone, for accounting: May 19, 2026, 1:00 PM PDT."""
    local = full_date(in_zone(instant, zone).date())
    formatted = _language(locale()).day_and_time.format(clock(instant, zone), local)
    return f"{formatted} {zone_name(instant, zone)}"


def span(start: datetime, end: datetime, zone: Zone) -> str:
    """Format a time span: 1:00 – 2:00 PM.

    An end on a later day, after that night, includes its day: 5:00 PM – Fri, 4:00 PM.
    """
    begins, ends = in_zone(start, zone), in_zone(end, zone)
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
    """Format a span in wall minutes after midnight: 10:00 AM – 8:00 PM."""
    return _language(locale()).span.format(clock_of(opens), clock_of(closes))


def short_span(opens: int, closes: int) -> str:
    """Format a span in wall minutes after midnight as short as possible: 10 AM – 8:30 PM."""
    return _language(locale()).span.format(hour_of(opens), hour_of(closes))


def weekday(value: date | int, *, long: bool = False) -> str:
    """Format the weekday of a date, or of a number with Monday as 0: Tue, or Tuesday if `long`."""
    return _weekday(value if isinstance(value, int) else value.weekday(), long, locale())


@cache
def _weekday(number: int, is_long: bool, name: str) -> str:
    names = get_day_names("wide" if is_long else "abbreviated", "stand-alone", _language(name).babel)
    return str(names[number])


def duration(minutes: int) -> str:
    """Format minutes, from 60 on as hours and minutes: 45 -> 45 min; 60 -> 1 hr; 75 -> 1 hr 15 min."""
    return _duration(minutes, locale())


@lru_cache(maxsize=2048)
def _duration(minutes: int, name: str) -> str:
    hours, rest = divmod(minutes, 60)
    units = [_unit(hours, "hour", name)] * bool(hours) + [_unit(rest, "minute", name)] * bool(rest or not hours)
    return format_list(units, "unit-narrow", _language(name).babel).translate(PLAIN)


def hours_short(minutes: int) -> str:
    """Format minutes as hours, to the nearest quarter but never down to 0 hr: 390 -> 6.5 hr; 285 -> 4.75 hr."""
    quarters = max(round(minutes / 15), 1 if minutes else 0)
    return _unit(quarters / 4, "hour", locale())


def miles(distance: float) -> str:
    """Format a distance: 0.62 -> 0.6 mi; in whole miles from ten on; never less than a tenth."""
    if distance >= 9.95:
        return _unit(round(distance), "mile", locale())
    return _unit(round(max(distance, 0.1), 1), "mile", locale(), "0.0")


@lru_cache(maxsize=4096)
def _unit(number: float, unit: str, name: str, form: str | None = None) -> str:
    return format_unit(number, unit, "short", form, locale=_language(name).babel).translate(PLAIN)


def iso(instant: datetime) -> str:
    """Format an instant for `datetime` attributes and scripts."""
    return instant.isoformat()


def share(part: float, whole: float) -> str:
    """Format a part of a whole as a percentage for a drawing: 1 of 3 -> 33.33%."""
    return f"{100 * part / whole:.2f}%"
