"""Repeating bookings: the dates that are wanted, and which of them can be booked. Pure: nothing here reads the
database."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from app.availability.engine.local_time import gap_end, parse_wall
from app.availability.engine.types import Range, Refusal, Start
from app.availability.schedules import ServiceSchedule

MOST_TIMES = 12
MOST_WEEKS = 8
NEAR = timedelta(days=3)
"""How far from an unavailable date to look for alternatives."""
CHOICES = 3


@dataclass(frozen=True, slots=True)
class Repeat:
    """How a booking repeats: every 1 to 8 weeks, `times` times in all, or until a local date.

    Raises ValueError for invalid values.
    """

    weeks: int
    times: int | None = None
    until: date | None = None

    def __post_init__(self) -> None:
        if not 1 <= self.weeks <= MOST_WEEKS:
            raise ValueError("weeks are 1 to 8")
        if (self.times is None) == (self.until is None):
            raise ValueError("either a number or a date")
        if self.times is not None and not 2 <= self.times <= MOST_TIMES:
            raise ValueError("times are 2 to 12")


@dataclass(frozen=True, slots=True)
class WantedDate:
    """A date of a series: the naive local time, and its instant, which is None if the clocks skip that time."""

    local: datetime
    at: datetime | None

    def near(self, zone: ZoneInfo) -> datetime:
        """Return the instant to look for alternatives around: the start, or the end of the skipped hour."""
        return self.at or gap_end(zone, self.local) or self.local.replace(tzinfo=zone)


@dataclass(frozen=True, slots=True)
class CheckedDate:
    """A date of a series that can be booked, or why not, with the nearest starts."""

    wanted: WantedDate
    found: Start | Refusal
    nearest: Sequence[Start] = ()

    @property
    def refusal(self) -> Refusal | None:
        return self.found if isinstance(self.found, Refusal) else None


def wanted_dates(zone: ZoneInfo, first: datetime, repeat: Repeat) -> list[WantedDate]:
    """Return the dates from `first` (an instant) on: the same wall time each, at most 12.

    An empty list if the last date is before the first.
    """
    local = first.astimezone(zone).replace(tzinfo=None, fold=0)
    found = []
    for number in range(repeat.times or MOST_TIMES):
        each = local + timedelta(weeks=repeat.weeks * number)
        if repeat.until is not None and each.date() > repeat.until:
            break
        # The first start is known: of a repeated hour, it may be the second pass.
        found.append(WantedDate(each, parse_wall(zone, each) if number else first))
    return found


def shifted_date(zone: ZoneInfo, starts_at: datetime, shift: timedelta) -> WantedDate:
    """Return the date of a booking that moves by a difference in wall time."""
    local = starts_at.astimezone(zone).replace(tzinfo=None, fold=0) + shift
    return WantedDate(local, parse_wall(zone, local))


def window_around(zone: ZoneInfo, dates: Sequence[WantedDate]) -> Range:
    """Return the window for which the schedule must be loaded to check these dates."""
    return dates[0].near(zone) - NEAR, dates[-1].near(zone) + NEAR


def check_dates(
    plan: ServiceSchedule,
    dates: Sequence[WantedDate],
    *,
    quantity: int = 1,
    member_id: int | None = None,
    any_minute: bool = False,
) -> list[CheckedDate]:
    """Check each date with a schedule that was loaded for `window_around` all of them.

    `any_minute`: the dates need no listed start or step, as at the front desk; alternatives have one.
    """
    rules = replace(plan, step=1, listed=None) if any_minute else plan
    checked = []
    for wanted in dates:
        if wanted.at is None:
            found = rules.check_wall(wanted.local, quantity=quantity, member_id=member_id)
        else:
            found = rules.check(wanted.at, quantity=quantity, member_id=member_id)
        near: Sequence[Start] = ()
        if isinstance(found, Refusal):
            near = plan.nearest(
                wanted.near(plan.zone), quantity=quantity, member_id=member_id, count=CHOICES, within=NEAR
            )
        checked.append(CheckedDate(wanted, found, near))
    return checked
