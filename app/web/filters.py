"""The filters of templates: formats, and the drawing of a day's line."""

from collections.abc import Iterable
from typing import NamedTuple

from flask import Flask
from flask_babel import gettext as _

from app.core import clock as machine
from app.core.formats import (
    clock,
    clock_of,
    date_of,
    dates,
    day,
    day_of,
    duration,
    full_date,
    full_moment,
    hour_of,
    hours_short,
    hours_span,
    iso,
    long_day,
    miles,
    moment,
    moment_zone,
    month,
    months,
    share,
    short_span,
    span,
    usd,
    usd_short,
    weekday,
)
from app.core.sentences import listed
from app.core.zone_names import zone_name, zone_words

# Possible steps between the marks under a day's line, in minutes.
MARK_STEPS = (60, 120, 180, 240, 360)


Segment = tuple[str, int, int]  # open, set, or quiet; start and end in wall minutes


def hour_marks(opens: int, closes: int, most: int = 6) -> list[int]:
    """Return the wall minutes to mark under a day's line: whole hours, evenly spaced, at most `most` of them."""
    for step in MARK_STEPS:
        first = -(-opens // 60) * 60
        marks = list(range(first, closes + 1, step))
        if len(marks) <= most:
            return marks
    return [opens, closes]


class Part(NamedTuple):
    """A segment of a day's line as it is drawn; lengths are shares of the whole line."""

    kind: str
    left: str
    width: str


def line_parts(segments: Iterable[Segment], opens: int, closes: int) -> list[Part]:
    """Return the parts of the segments that are on a line from `opens` to `closes` (wall minutes)."""
    whole = closes - opens
    cut = ((kind, max(start, opens), min(end, closes)) for kind, start, end in segments)
    return [
        Part(kind, share(start - opens, whole), share(end - start, whole)) for kind, start, end in cut if start < end
    ]


def line_words(segments: Iterable[Segment], now: int | None = None) -> str:
    """Describe a day's line for screen readers: Off-peak 2:00 PM – 4:00 PM. Now 1:12 PM."""
    sentences = [_segment_words(kind, hours_span(start, end)) for kind, start, end in segments]
    if now is not None:
        sentences.append(_("Now %(time)s.", time=clock_of(now)))
    return " ".join(sentences)


def _segment_words(kind: str, hours: str) -> str:
    return _("Off-peak %(hours)s.", hours=hours) if kind == "quiet" else _("Open %(hours)s.", hours=hours)


def grid_classes(start: int, end: int, opens: int) -> str:
    """Return where a block is in a calendar column that begins at `opens`, in rows of five minutes, at least one."""
    row = max(start - opens, 0) // 5
    height = -(-(end - max(start, opens)) // 5)
    return f"r-{row} span-{max(height, 1)}"


def block_classes(kind: str, start: int, end: int, opens: int) -> str:
    """Return a calendar block's classes: its kind, whether one or two lines of text fit, and its position."""
    size = " slim" if end - start < 40 else " short" if end - start < 60 else ""
    return f"{kind}{size} {grid_classes(start, end, opens)}"


def this_year() -> int:
    """Return the current year, for the page footer."""
    return machine.now().year


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
    full_moment,
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
    listed,
)


# Functions for drawings in templates.
HELPERS = (block_classes, grid_classes, hour_marks, line_parts, line_words, share, this_year)


def init_app(app: Flask) -> None:
    """Register the filters and the drawing functions for templates, by name."""
    app.jinja_env.filters.update({filter_.__name__: filter_ for filter_ in FILTERS})
    app.jinja_env.globals.update({helper.__name__: helper for helper in HELPERS})
