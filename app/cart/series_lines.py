"""The lines of a repeating booking in a cart, shown together."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import gettext as _

from app.cart.copy import title
from app.cart.repeats import every_weeks
from app.cart.shown import LineView, VenueGroup
from app.core.formats import clock, weekday
from app.venues.enums import PaymentTerms


@dataclass(frozen=True, slots=True)
class SeriesLines:
    """The lines of one repeating booking that are in the cart, by start."""

    key: str
    weeks: int
    lines: Sequence[LineView]

    @property
    def list_cents(self) -> int:
        return sum(line.quote.list_cents for line in self.lines if line.is_free)

    @property
    def total_cents(self) -> int:
        return sum(line.quote.price_cents for line in self.lines if line.is_free)

    @property
    def is_ready(self) -> bool:
        return all(line.is_ready for line in self.lines)

    @property
    def can_pay_each(self) -> bool:
        """Return whether the guest may pay for each date after it instead of for all now."""
        return self.lines[0].service.can_pay_each_date and self.total_cents > 0

    @property
    def pays_each(self) -> bool:
        return self.lines[0].policy.terms is PaymentTerms.EACH_DATE


@dataclass(frozen=True, slots=True)
class Entry:
    """What the cart shows as one: a line, or the lines of a repeating booking."""

    line: LineView
    series: SeriesLines | None = None


def entries(group: VenueGroup) -> list[Entry]:
    """Return the lines at a venue in order, those of a repeating booking together where its first one is."""
    number = Counter(line.line.series_key for line in group.lines)
    shown: dict[str, Entry] = {}
    for line in group.lines:
        key = line.line.series_key
        if key is None or number[key] == 1:
            shown[line.line.public_id] = Entry(line)
        elif key not in shown:
            lines = [one for one in group.lines if one.line.series_key == key]
            shown[key] = Entry(line, SeriesLines(key, line.line.series_weeks or 1, lines))
    return [*shown.values()]


def series_title(series: SeriesLines) -> str:
    """Return "6 × Deep tissue massage, 1 hr"."""
    return _("%(number)d × %(service)s", number=len(series.lines), service=title(series.lines[0]))


def rhythm(series: SeriesLines) -> str:
    """Return "Every 2 weeks on Tuesday at 10:00 AM", as far as all lines have the same day and time."""
    zone = series.lines[0].venue.zone
    begins = [line.starts_at.astimezone(zone) for line in series.lines]
    often = every_weeks(series.weeks).capitalize()
    if len({(at.weekday(), at.time()) for at in begins}) > 1:
        return _("%(often)s, some at other times", often=often)
    return _(
        "%(often)s on %(weekday)s at %(time)s",
        often=often,
        weekday=weekday(begins[0].date(), long=True),
        time=clock(begins[0], zone),
    )
