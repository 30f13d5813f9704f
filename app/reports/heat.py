"""A heat map of the fill rate by weekday and hour, as a table whose cells have text and shades. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask_babel import gettext as _

from app.core.formats import hour_of, weekday
from app.reports.occupancy import Fill, OccupancyMinutes, summed
from app.reports.tables import Table, TableColumn, Unit, percent

WEEK = range(7)
LEVELS = 5
# An hour that is open less than this share of the most open hour is ranked neither fullest nor emptiest.
SELDOM = 0.25
# A suggested deal covers at most this many hours, each at most this much fuller than the emptiest.
LONGEST, HARDLY = 4, 0.1


@dataclass(frozen=True, slots=True)
class Shade:
    """A cell: its text and one of five shades; closed hours have none."""

    minutes: OccupancyMinutes

    @property
    def level(self) -> int | None:
        """Return 0 if nothing is booked, up to 4 for three quarters and more; None if closed.

        Counts the rounded percentage, so that cells with the same text have the same shade.
        """
        rate = self.minutes.rate
        return None if rate is None else 0 if rate == 0 else min(1 + round(100 * rate) // 25, LEVELS - 1)

    @property
    def text(self) -> str:
        return "" if self.minutes.rate is None else f"{100 * self.minutes.rate:.0f}%"


@dataclass(frozen=True, slots=True)
class HeatRow:
    label: str
    cells: Sequence[Shade]


@dataclass(frozen=True, slots=True)
class Quiet:
    """The emptiest hour of the week, and the hours after it that are hardly fuller, for a deal. Monday is 0."""

    day: int
    first: int
    last: int  # the hour at which it ends

    @property
    def begins(self) -> int:
        """Return the start in wall minutes."""
        return 60 * self.first

    @property
    def ends(self) -> int:
        return 60 * self.last

    @property
    def words(self) -> str:
        """Describe the hours: Tuesday, 10 AM to 1 PM."""
        return _(
            "%(day)s, %(first)s to %(last)s",
            day=weekday(self.day, long=True),
            first=hour_of(self.begins),
            last=hour_of(self.ends),
        )


@dataclass(frozen=True, slots=True)
class Heat:
    rows: Sequence[HeatRow]
    foot: Sequence[Shade]  # whole days
    fullest: str
    emptiest: str
    quiet: Quiet | None = None


def heat(filled: Fill) -> Heat:
    """Return the heat map, from the first to the last hour at which anything is open during the week."""
    hours = filled.by_hour()
    known = sorted({hour for _, hour in hours})
    drawn = range(known[0], known[-1] + 1) if known else range(0)
    rows = [
        HeatRow(hour_of(60 * hour), [Shade(hours.get((day, hour), OccupancyMinutes())) for day in WEEK])
        for hour in drawn
    ]
    foot = [Shade(summed(minutes for (on, _), minutes in hours.items() if on == day)) for day in WEEK]
    least = SELDOM * max((minutes.open for minutes in hours.values()), default=0)
    usual = ((minutes.rate or 0, day, hour) for (day, hour), minutes in hours.items() if minutes.open >= least)
    ranked = sorted(usual)
    if not ranked or ranked[0][0] == ranked[-1][0]:
        return Heat(rows, foot, "", "")
    fullest = max(ranked, key=lambda each: (each[0], -each[1], -each[2]))
    return Heat(rows, foot, _describe(*fullest), _describe(*ranked[0]), _quiet(hours, *ranked[0]))


def _quiet(hours: Mapping[tuple[int, int], OccupancyMinutes], rate: float, day: int, hour: int) -> Quiet:
    def is_empty(at: int) -> bool:
        known = hours.get((day, at), OccupancyMinutes()).rate
        return known is not None and known <= rate + HARDLY

    after = next((at for at in range(hour + 1, hour + LONGEST) if not is_empty(at)), hour + LONGEST)
    return Quiet(day, hour, after)


def _describe(rate: float, day: int, hour: int) -> str:
    """Describe an hour: Tuesday at 10 AM, 4%."""
    return _("%(day)s at %(hour)s, %(rate)s", day=weekday(day, long=True), hour=hour_of(60 * hour), rate=percent(rate))


def table(filled: Fill) -> Table:
    """Return a table for a spreadsheet of every hour of the week that was open."""
    return Table(
        "hours",
        _("Fill rate by weekday and hour"),
        [
            TableColumn("Weekday", Unit.TEXT),
            TableColumn("Hour", Unit.TEXT),
            TableColumn("Open", Unit.MINUTES),
            TableColumn("Booked", Unit.MINUTES),
            TableColumn("Fill rate", Unit.SHARE),
        ],
        [
            [weekday(day, long=True), hour_of(60 * hour), minutes.open, minutes.booked, minutes.rate]
            for (day, hour), minutes in sorted(filled.by_hour().items())
        ],
    )
