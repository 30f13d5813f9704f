"""Wall time in words, and checks of a day's or a week's spans. Pure.

A span is (opens, closes) in minutes after local midnight: 0 <= opens < 1440 and opens < closes <= opens + 1440, so a
span that runs past midnight closes above 1,440. Spans are half-open: spans that only touch do not overlap.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from app.core.errors import DomainError
from app.hours.models import DAY

Span = tuple[int, int]

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
WEEKDAY_NAMES = (
    _l("Monday"),
    _l("Tuesday"),
    _l("Wednesday"),
    _l("Thursday"),
    _l("Friday"),
    _l("Saturday"),
    _l("Sunday"),
)
# A sanity limit: no real day has this many breaks.
MOST_RANGES = 12
# In minutes. A day that closes after midnight and is open longer than this often has its times in the wrong order.
LONGEST_NIGHT = 12 * 60
WALL_TIME = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)")


def minute_of(wall_time: str) -> int:
    """Return the minute of the day: 1320 for '22:00'. Raises DomainError if the text is not a time of day."""
    match = WALL_TIME.fullmatch(wall_time.strip())
    if match is None:
        raise DomainError(_("“%(text)s” isn’t a time of day. Enter a time like 9:30 or 22:00.", text=wall_time))
    return int(match[1]) * 60 + int(match[2])


def span_of(opens: str, closes: str) -> Span:
    """Return the span of two wall times: (1320, 1560) for ('22:00', '02:00').

    A closing time at or before the opening time means past midnight. Raises DomainError.
    """
    start, end = minute_of(opens), minute_of(closes)
    return start, end if end > start else end + DAY


def in_words(span: Span) -> str:
    """Return a span in words: '10:00 PM – 2:00 AM' for (1320, 1560)."""
    return " – ".join(clock_words(minute) for minute in span)


def is_long_night(span: Span) -> bool:
    """Return whether the closing time, as written, is before the opening time and more than 12 hours after it."""
    opens, closes = span
    return closes > DAY and LONGEST_NIGHT < closes - opens < DAY


def night_in_words(span: Span, weekday: str | None) -> str:
    """Return a long night in words: '6:00 PM to 10:00 AM on Wednesday, 16 hours' for (1080, 2040).

    `weekday` is the name of the next day, or None for a date, whose weekday is not known.
    """
    opens, closes = span
    hours = f"{(closes - opens) / 60:.2f}".rstrip("0").rstrip(".")
    values = {"opens": clock_words(opens), "closes": clock_words(closes), "hours": hours}
    if weekday is None:
        return _("%(opens)s to %(closes)s the next day, %(hours)s hours", **values)
    return _("%(opens)s to %(closes)s on %(weekday)s, %(hours)s hours", weekday=weekday, **values)


def weekday_name(number: int) -> str:
    """Return the name of a weekday. Monday is 0, and also 7."""
    return str(WEEKDAY_NAMES[number % 7])


def clock_words(minute: int) -> str:
    """Return a minute as a time: '10:00 PM' for 1320. Past midnight, it is the next day's time."""
    hour, rest = divmod(minute % DAY, 60)
    return f"{hour % 12 or 12}:{rest:02d} {'AM' if hour < 12 else 'PM'}"


def refuse_bad_day(name: str, spans: Iterable[Span]) -> list[Span]:
    """Return the spans of one day in order.

    Raises DomainError if there are too many, if one is not a valid span, or if two overlap; the error names the first
    two that do.
    """
    ordered = sorted(spans)
    if len(ordered) > MOST_RANGES:
        raise DomainError(f"{name}: {too_many_ranges()}")
    for opens, closes in ordered:
        if not (0 <= opens < DAY and opens < closes <= opens + DAY):
            raise DomainError(
                _("%(day)s: Each range of hours starts before midnight and lasts up to 24 hours.", day=name)
            )
    for first, second in pairwise(ordered):
        if second[0] < first[1]:
            raise DomainError(_overlap(f"{name}: {in_words(first)}", in_words(second), first, second))
    return ordered


def too_many_ranges() -> str:
    """Return the error message for a day with too many ranges."""
    return ngettext(
        "A day can have %(num)d range of hours. Remove the others.",
        "A day can have up to %(num)d ranges of hours. Remove some of them.",
        MOST_RANGES,
    )


def refuse_bad_week(hours: Mapping[int, Sequence[Span]]) -> dict[int, list[Span]]:
    """Return the spans of each weekday (Monday is 0) in order.

    Raises DomainError if a day is invalid, or if a night overlaps the next day's hours.
    """
    if not set(hours) <= set(range(7)):
        raise DomainError(_("Choose days from Monday to Sunday."))
    week = {weekday: refuse_bad_day(weekday_name(weekday), spans) for weekday, spans in hours.items()}
    for weekday, spans in week.items():
        following = week.get((weekday + 1) % 7)
        if spans and following and spills_past_midnight(spans[-1], following[0]):
            raise DomainError(night_and_morning(weekday, spans[-1], following[0]))
    return week


def spills_past_midnight(first: Span, second: Span) -> bool:
    """Return whether a span runs past midnight and overlaps a span of the next day."""
    return first[1] - DAY > second[0]


def night_and_morning(weekday: int, first: Span, second: Span) -> str:
    """Return the error message for a span of a weekday that overlaps a span of the next day."""
    night = f"{weekday_name(weekday)} {in_words(first)}"
    return _overlap(night, f"{weekday_name(weekday + 1)} {in_words(second)}", first, second)


def _overlap(first_words: str, second_words: str, first: Span, second: Span) -> str:
    sentence = _("%(first)s and %(second)s overlap.", first=first_words, second=second_words)
    return f"{sentence} {normalized(first, second)}"


def normalized(first: Span, second: Span) -> str:
    """Return a sentence on how to fix two spans that overlap.

    Either both begin on one day, `first` no later than `second`, or `first` runs past midnight into `second`.
    """
    over_midnight = first[1] - DAY > second[0]
    times = {"closes": clock_words(second[0]), "opens": clock_words(first[1])}
    can_end_earlier = over_midnight or second[0] > first[0]
    can_start_later = over_midnight or first[1] < DAY
    if can_end_earlier and can_start_later:
        return _("End the first by %(closes)s, or start the second at %(opens)s or later.", **times)
    if can_end_earlier:
        return _("End the first by %(closes)s, or remove one of them.", **times)
    if can_start_later:
        return _("Start the second at %(opens)s or later.", **times)
    return _("Remove one of them.")
