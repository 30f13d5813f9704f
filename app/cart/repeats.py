"""How a booking repeats, as forms and links write it, and the texts about it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.datastructures import MultiDict

from app.availability.repeating import MOST_TIMES, MOST_WEEKS, Repeat, WantedDate, wanted_dates
from app.cart.forms import instant
from app.core.errors import DomainError
from app.core.formats import day, long_day
from app.web.fields import whole_number

TIMES, UNTIL = "times", "until"
# The fields with the chosen start of each date.
PICKS = {number: f"date-{number}" for number in range(1, MOST_TIMES + 1)}


@dataclass(frozen=True, slots=True)
class RepeatInput:
    """What a person chose, as typed; `ends` says which of the two limits counts."""

    weeks: str = "1"
    ends: str = TIMES
    times: str = "6"
    until: str = ""

    @property
    def params(self) -> dict[str, str]:
        """Return the values as URL parameters."""
        return {"weeks": self.weeks, "ends": self.ends, "times": self.times, "until": self.until}


def repeat_input(values: MultiDict[str, str]) -> RepeatInput:
    return RepeatInput(
        weeks=values.get("weeks", "1")[:9],
        ends=UNTIL if values.get("ends") == UNTIL else TIMES,
        times=values.get("times", "6")[:9],
        until=values.get("until", "")[:20],
    )


def parse_repeat(given: RepeatInput) -> Repeat:
    """Return how often a booking repeats. Raises DomainError, with what to do, for anything else."""
    weeks = whole_number(given.weeks.strip(), most=MOST_WEEKS)
    if not weeks:
        raise DomainError(_("Choose 1 to %(most)d weeks between bookings.", most=MOST_WEEKS))
    if given.ends == UNTIL:
        try:
            return Repeat(weeks, until=date.fromisoformat(given.until))
        except ValueError:
            raise DomainError(_("Enter the date of the last booking.")) from None
    times = whole_number(given.times.strip(), most=MOST_TIMES)
    if times is None or times < 2:
        raise DomainError(_("Choose 2 to %(most)d bookings.", most=MOST_TIMES))
    return Repeat(weeks, times=times)


def picks_of(given: MultiDict[str, str]) -> Mapping[int, datetime | None]:
    """Return the chosen start of each date by its number, None for a date that is skipped."""
    return {number: _start(given[name]) for number, name in PICKS.items() if name in given}


def _start(chosen: str) -> datetime | None:
    try:
        return instant(chosen)
    except DomainError:
        return None


def dates_to_book(zone: ZoneInfo, first: datetime, given: RepeatInput) -> list[WantedDate]:
    """Return the dates of a repeating booking, at least two. Raises DomainError with what to do."""
    dates = wanted_dates(zone, first, parse_repeat(given))
    if not dates:
        raise DomainError(_("Choose a last date after the first booking, %(day)s.", day=day(first, zone)))
    if len(dates) == 1:
        raise DomainError(_("Only the first booking fits before that date. Choose a later date."))
    return dates


def is_cut_short(given: RepeatInput, dates: Sequence[WantedDate]) -> bool:
    """Return whether more dates would fit before the chosen last date than a series may have."""
    repeat = parse_repeat(given)
    if repeat.until is None or len(dates) < MOST_TIMES:
        return False
    return (repeat.until - dates[-1].local.date()).days >= 7 * repeat.weeks


def every_weeks(weeks: int) -> str:
    """Return "every week" or "every 2 weeks"."""
    return ngettext("every week", "every %(num)d weeks", weeks)


def repeats(weeks: int) -> str:
    """Return "repeats every 2 weeks"."""
    return ngettext("repeats every week", "repeats every %(num)d weeks", weeks)


def limit(dates: Sequence[WantedDate]) -> str:
    """Say that a series ends after 12 bookings."""
    return _(
        "You can repeat a booking up to %(most)d times. The last date here is %(day)s.",
        most=MOST_TIMES,
        day=long_day(dates[-1].local.date()),
    )
