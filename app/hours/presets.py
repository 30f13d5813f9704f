"""Common weekly hours that an owner can start from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask_babel import lazy_gettext as _l

from app.hours.intervals import Span
from app.hours.models import DAY

WEEK_ORDER = (6, 0, 1, 2, 3, 4, 5)  # Sunday first, as in American calendars
WEEKDAYS_ONLY = range(5)


@dataclass(frozen=True, slots=True)
class Preset:
    slug: str
    label: str
    days: Sequence[int]  # Monday is 0
    span: Span

    @property
    def week(self) -> Mapping[int, Sequence[Span]]:
        return dict.fromkeys(self.days, (self.span,))


PRESETS = (
    Preset("tue-sat", _l("Tue – Sat, 10 – 6"), range(1, 6), (10 * 60, 18 * 60)),
    Preset("mon-fri", _l("Mon – Fri, 9 – 5"), WEEKDAYS_ONLY, (9 * 60, 17 * 60)),
    Preset("mon-sat", _l("Mon – Sat, 9 – 7"), range(6), (9 * 60, 19 * 60)),
    Preset("every-day", _l("Every day, 9 – 8"), range(7), (9 * 60, 20 * 60)),
    Preset("always", _l("24 hours, every day"), range(7), (0, DAY)),
)
