"""The options of select fields, in words; each list of rules begins with the venue's rule."""

from collections.abc import Callable, Iterable, Sequence

from flask_babel import gettext as _
from flask_babel import ngettext
from wtforms.fields import SelectChoice

from app.core.formats import duration
from app.taxonomy.models import Category
from app.venues.copy import time_before
from app.venues.models import Venue

Choices = list[SelectChoice]
DAY, HOUR = 24 * 60, 60

NOTICES = (0, 15, 30, HOUR, 2 * HOUR, 4 * HOUR, 8 * HOUR, DAY, 2 * DAY, 3 * DAY, 7 * DAY)
HORIZONS = (7, 14, 30, 60, 90, 180, 365)
FREE_HOURS = (0, 2, 4, 6, 12, 24, 48, 72, 168)
KEPT = (0, 25, 50, 75, 100)
STEPS = (5, 10, 15, 20, 30, 45, 60, 90, 120)


def categories(tree: Sequence[Category]) -> Choices:
    """Return the options by category: each category, then its subcategories.

    `tree` has each category before its subcategories.
    """
    return [
        SelectChoice(category.slug, category.name, optgroup=(category.parent or category).name) for category in tree
    ]


def notices(venue: Venue, current: int | None) -> Choices:
    return _with_venues(NOTICES, current, notice_words, venue.minimum_notice_minutes)


def booking_windows(venue: Venue, current: int | None) -> Choices:
    return _with_venues(HORIZONS, current, booking_window_words, venue.booking_window_days)


def free_hours(venue: Venue, current: int | None) -> Choices:
    return _with_venues(FREE_HOURS, current, free_words, venue.cancel_free_hours)


def kept(venue: Venue, current: int | None) -> Choices:
    return _with_venues(KEPT, current, kept_words, venue.cancel_keep_percent)


def steps(current: int) -> Choices:
    return [SelectChoice(str(step), duration(step)) for step in sorted({*STEPS, current})]


def _with_venues(usual: Iterable[int], current: int | None, say: Callable[[int], str], venues: int) -> Choices:
    """Return the usual values, plus the current value if it is not among them, after the venue's rule."""
    offered = sorted({*usual, *([] if current is None else [current])})
    own = (SelectChoice(str(value), say(value)) for value in offered)
    return [SelectChoice("", _("Venue default: %(rule)s", rule=say(venues))), *own]


def notice_words(minutes: int) -> str:
    return time_before(minutes) if minutes else _("Until the start")


def booking_window_words(days: int) -> str:
    return ngettext("%(num)d day ahead", "%(num)d days ahead", days)


def free_words(hours: int) -> str:
    return time_before(hours * HOUR) if hours else _("At the start")


def kept_words(percent: int) -> str:
    return _("%(percent)d%% of the price", percent=percent) if percent else _("No fee")
