"""How amounts, times and distances are written. US conventions; every time in the zone that is passed."""

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, tzinfo
from typing import NamedTuple
from zoneinfo import ZoneInfo

from flask import Flask

from app import clock as machine

MINUTES_A_DAY = 1440
MORNING = 6  # until this hour it is still the night of the day before
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
MINUS = "−"
ZONES = {
    "EST": "Eastern",
    "CST": "Central",
    "MST": "Mountain",
    "PST": "Pacific",
    "AKST": "Alaska",
    "HST": "Hawaii",
    "AST": "Atlantic",
    "ChST": "Guam",
    "SST": "Samoa",
}
MIDWINTER = datetime(2026, 1, 1, 12, tzinfo=UTC)
# Steps that the marks under a day's line may have, in minutes.
MARK_STEPS = (60, 120, 180, 240, 360)

SEGMENT_WORDS = {"open": "Open", "set": "Open", "quiet": "Off-peak"}

Zone = tzinfo | str
Segment = tuple[str, int, int]  # a kind of SEGMENT_WORDS, and from when to when in wall minutes


def usd(cents: int) -> str:
    """7700 -> $77.00; -3300 -> −$33.00."""
    sign = MINUS if cents < 0 else ""
    dollars, rest = divmod(abs(cents), 100)
    return f"{sign}${dollars:,}.{rest:02}"


def usd_short(cents: int) -> str:
    """7700 -> $77; 7750 -> $77.50."""
    return usd(cents).removesuffix(".00")


def clock(instant: datetime, zone: Zone) -> str:
    """2:30 PM."""
    local = _local(instant, zone)
    return clock_of(local.hour * 60 + local.minute)


def clock_of(minute: int) -> str:
    """Wall minutes after midnight, also past the next one: 870 -> 2:30 PM; 1500 -> 1:00 AM."""
    hour, rest = divmod(minute % MINUTES_A_DAY, 60)
    return f"{hour % 12 or 12}:{rest:02} {'AM' if hour < 12 else 'PM'}"


def hour_of(minute: int) -> str:
    """As short as it can be: 600 -> 10 AM; 630 -> 10:30 AM."""
    return clock_of(minute).replace(":00", "")


def day(instant: datetime, zone: Zone) -> str:
    """Tue, May 19."""
    return day_of(_local(instant, zone).date())


def day_of(local: date) -> str:
    """Tue, May 19."""
    return f"{local:%a, %b} {local.day}"


def long_day(local: date) -> str:
    """Thursday, May 14."""
    return f"{local:%A, %B} {local.day}"


def month(local: date) -> str:
    """May 2026."""
    return f"{local:%B %Y}"


def months(first: date, last: date) -> str:
    """May 2026; May – Jun 2026; Dec 2026 – Jan 2027: short, as buttons stand beside it."""
    if (first.year, first.month) == (last.year, last.month):
        return month(first)
    return f"{first:%b}{'' if first.year == last.year else f' {first:%Y}'} – {last:%b %Y}"


def moment(instant: datetime, zone: Zone) -> str:
    """Tue, May 19, 1:00 PM."""
    return f"{day(instant, zone)}, {clock(instant, zone)}"


def moment_zone(instant: datetime, zone: Zone) -> str:
    """Tue, May 19, 1:00 PM PDT."""
    return f"{moment(instant, zone)} {zone_name(instant, zone)}"


def zone_name(instant: datetime, zone: Zone) -> str:
    """What clocks there call their time at that instant: PDT."""
    return _local(instant, zone).tzname() or ""


def zone_words(zone: Zone) -> str:
    """What people in the USA call a zone, winter and summer alike: Pacific. Elsewhere by its city: London time."""
    name = _local(MIDWINTER, zone).tzname() or ""
    return ZONES.get(name) or f"{str(zone).rpartition('/')[2].replace('_', ' ')} time"


def span(start: datetime, end: datetime, zone: Zone) -> str:
    """From a start to an end: 1:00 – 2:00 PM. An end on a later day, past its night, names that day: 5:00 PM – Fri,
    4:00 PM."""
    begins, ends = clock(start, zone), clock(end, zone)
    last = _local(end, zone)
    if last.date() > _local(start, zone).date() and last.hour >= MORNING:
        return f"{begins} – {last:%a}, {ends}"
    return f"{begins.removesuffix(ends[-3:])} – {ends}"


def hours_span(opens: int, closes: int) -> str:
    """Wall minutes after midnight: 10:00 AM – 8:00 PM."""
    return f"{clock_of(opens)} – {clock_of(closes)}"


def weekday(value: date | int, *, long: bool = False) -> str:
    """Tue, or Tuesday; of a date, or of a number with Monday as 0."""
    name = WEEKDAYS[value if isinstance(value, int) else value.weekday()]
    return name if long else name[:3]


def duration(minutes: int) -> str:
    """90 -> 90 min; 120 -> 2 h; 150 -> 2 h 30 min."""
    hours, rest = divmod(minutes, 60)
    if hours < 2:
        return f"{minutes} min"
    return f"{hours} h {rest} min" if rest else f"{hours} h"


def hours_short(minutes: int) -> str:
    """390 -> 6.5 h; 285 -> 4.75 h; to the nearest quarter, and never none of something."""
    quarters = max(round(minutes / 15), 1 if minutes else 0)
    return f"{quarters / 4:g} h"


def miles(distance: float) -> str:
    """0.62 -> 0.6 mi; from ten on whole ones; never less than a tenth."""
    return f"{round(distance)} mi" if distance >= 9.95 else f"{max(distance, 0.1):.1f} mi"


def plural(number: int, one: str, many: str) -> str:
    """1 -> 1 visit; 3 -> 3 visits."""
    return f"{number:,} {one if number == 1 else many}"


def listed(names: Sequence[str]) -> str:
    """Hazel Bodywork, Fernway and Alder & Salt. At least one."""
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def spelled(number: int) -> str:
    """Up to ten in words: 2 -> two; 11 -> 11."""
    return NUMBERS[number] if 0 <= number < len(NUMBERS) else f"{number:,}"


def ordinal(number: int) -> str:
    """1st, 2nd, 3rd, 4th, 11th, 21st."""
    ending = "th" if number % 100 in {11, 12, 13} else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number:,}{ending}"


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
    said = [f"{SEGMENT_WORDS[kind]} {hours_span(start, end)}." for kind, start, end in segments]
    if now is not None:
        said.append(f"Now {clock_of(now)}.")
    return " ".join(said)


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
    long_day,
    month,
    months,
    moment,
    moment_zone,
    zone_name,
    zone_words,
    span,
    hours_span,
    weekday,
    duration,
    hours_short,
    miles,
    plural,
    spelled,
    ordinal,
    iso,
)

# Called in templates: what a drawing needs to know.
HELPERS = (block_classes, grid_classes, hour_marks, line_parts, line_words, share, this_year)


def init_app(app: Flask) -> None:
    """Give templates the filters by their names, and what drawings need as functions."""
    app.jinja_env.filters.update({filter_.__name__: filter_ for filter_ in FILTERS})
    app.jinja_env.globals.update({helper.__name__: helper for helper in HELPERS})
