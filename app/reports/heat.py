"""A heat map of the fill rate by weekday and hour, as a table whose cells have text and shades. Pure."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from flask_babel import gettext as _

from app.core.formats import hour_of, weekday
from app.deals.pricing import PriceRule, quiet_spans
from app.reports.occupancy import Fill, OccupancyMinutes, summed
from app.reports.tables import Table, TableColumn, Unit, percent

Hour = tuple[int, int]
"""A weekday (Monday is 0), and an hour of it."""

WEEK = range(7)
LEVELS = 5
# An hour that is open less than this share of the most open hour is ranked neither fullest nor emptiest.
SELDOM = 0.25
# A suggested deal covers at most this many hours, each at most this much fuller than the emptiest.
LONGEST, HARDLY = 4, 0.1


@dataclass(frozen=True, slots=True)
class Shade:
    """A cell: its text, one of five shades (closed hours have none), and whether an off-peak price applies."""

    percent: int | None
    level: int | None
    off_peak: bool = False

    @property
    def text(self) -> str:
        return "" if self.percent is None else f"{self.percent}%"


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
    key: Sequence[tuple[int, str]] = ()  # the shades that occur, and what they mean

    @property
    def has_off_peak(self) -> bool:
        return any(cell.off_peak for row in self.rows for cell in row.cells)


def heat(filled: Fill, off_peak: Collection[Hour] = frozenset()) -> Heat:
    """Return the heat map, from the first to the last hour at which anything is open during the week.

    A fifth of the open hours is in each shade, so that a week with similar hours shows its differences, too. Hours with
    the same percentage have the same shade.
    """
    hours = filled.by_hour()
    ranks = sorted(percent for minutes in hours.values() if (percent := _percent(minutes)) is not None)

    def shade(minutes: OccupancyMinutes, at: Hour | None = None) -> Shade:
        percent = _percent(minutes)
        if percent is None:
            return Shade(None, None)
        return Shade(percent, min(LEVELS * bisect_left(ranks, percent) // len(ranks), LEVELS - 1), at in off_peak)

    known = sorted({hour for _, hour in hours})
    drawn = range(known[0], known[-1] + 1) if known else range(0)
    rows = [
        HeatRow(hour_of(60 * hour), [shade(hours.get((day, hour), OccupancyMinutes()), (day, hour)) for day in WEEK])
        for hour in drawn
    ]
    key = _key([cell for row in rows for cell in row.cells])
    foot = [shade(summed(minutes for (on, _), minutes in hours.items() if on == day)) for day in WEEK]
    least = SELDOM * max((minutes.open for minutes in hours.values()), default=0)
    usual = ((minutes.rate or 0, day, hour) for (day, hour), minutes in hours.items() if minutes.open >= least)
    ranked = sorted(usual)
    if not ranked or ranked[0][0] == ranked[-1][0]:
        return Heat(rows, foot, "", "", key=key)
    fullest = max(ranked, key=lambda each: (each[0], -each[1], -each[2]))
    return Heat(rows, foot, _describe(*fullest), _describe(*ranked[0]), _quiet(hours, *ranked[0]), key)


def _percent(minutes: OccupancyMinutes) -> int | None:
    return None if minutes.rate is None else round(100 * minutes.rate)


def _key(cells: Sequence[Shade]) -> list[tuple[int, str]]:
    """Describe each shade by its lowest and highest percentage: 7–13%."""
    found: defaultdict[int, set[int]] = defaultdict(set)
    for cell in cells:
        if cell.level is not None and cell.percent is not None:
            found[cell.level].add(cell.percent)
    return [
        (level, f"{min(these)}%" if len(these) == 1 else f"{min(these)}–{max(these)}%")
        for level, these in sorted(found.items())
    ]


def off_peak_hours(rules: Sequence[PriceRule], today: date, at: datetime) -> set[Hour]:
    """Return the hours of the week in which an off-peak price applies for at least a part, to guests who book `at`."""
    week = [today + timedelta(days=number) for number in WEEK]
    return {
        (day.weekday(), hour)
        for day in week
        for begins, ends in quiet_spans(rules, day, at=at)
        for hour in range(begins // 60, -(-ends // 60))
    }


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
