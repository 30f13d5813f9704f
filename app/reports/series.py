"""A report's figures over time: the bars of its chart, and the small lines beside the figures. Pure."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date

from flask_babel import gettext as _
from flask_babel import ngettext

from app.core.formats import day_of, month, usd
from app.reports.charts import Chart, ChartPoint, Sparkline, chart, sparkline
from app.reports.enums import Measure, TimeUnit
from app.reports.occupancy import Fill, OccupancyMinutes, summed
from app.reports.periods import Days, parts
from app.reports.queries.report import Report
from app.reports.tables import percent
from app.reports.totals import BookingTotals, Totals, added


def steps(found: Report, step: TimeUnit | None = None) -> list[tuple[Days, Totals, Totals | None]]:
    """Return each bar's days and totals, with the totals of the matching days of the previous period.

    These are the same number of days, in the same position.
    """
    now, then = by_day(found.parts), by_day(found.parts_before)
    bars, before = parts(found.period.days, step or found.period.step), iter(found.period.before)
    rows = []
    for bar in bars:
        earlier = [day for _, day in zip(bar, before, strict=False)]
        sums = added(then[day] for day in earlier) if found.comparable and earlier else None
        rows.append((bar, added(now[day] for day in bar), sums))
    return rows


def by_day(of: Sequence[BookingTotals]) -> defaultdict[date, Totals]:
    days: defaultdict[date, list[Totals]] = defaultdict(list)
    for each in of:
        days[each.day].append(each.sums)
    return defaultdict(Totals, {day: added(sums) for day, sums in days.items()})


def named(days: Days, step: TimeUnit) -> str:
    """Name a bar: Mon, May 4; Week of May 4; May 2026."""
    match step:
        case TimeUnit.DAY:
            return day_of(days.first)
        case TimeUnit.WEEK:
            return _("Week of %(date)s", date=f"{days.first:%b} {days.first.day}")
        case TimeUnit.MONTH:
            return month(days.first)


def short(days: Days, step: TimeUnit) -> str:
    return f"{days.first:%b}" if step is TimeUnit.MONTH else f"{days.first:%b} {days.first.day}"


def values(found: Report, measure: Measure, step: TimeUnit) -> list[tuple[Days, int, int | None]]:
    """Return each bar's days and its value, with that of the matching days of the previous period: cents, bookings or
    percent."""
    if measure is not Measure.FILL:
        value = OF_TOTALS[measure]
        return [
            (days, value(sums), None if before is None else value(before)) for days, sums, before in steps(found, step)
        ]
    now, then, before = by_date(found.fill), by_date(found.fill_before), iter(found.period.before)
    rows = []
    for bar in parts(found.period.days, step):
        earlier = [day for _, day in zip(bar, before, strict=False)]
        rows.append((bar, _rate(now, bar), _rate(then, earlier) if found.comparable and earlier else None))
    return rows


def by_date(fill: Fill) -> Mapping[date, OccupancyMinutes]:
    return defaultdict(OccupancyMinutes, fill.by_day())


def _rate(minutes: Mapping[date, OccupancyMinutes], days: Iterable[date]) -> int:
    return round(100 * (summed(minutes[day] for day in days).rate or 0))


OF_TOTALS: dict[Measure, Callable[[Totals], int]] = {
    Measure.REVENUE: lambda sums: sums.revenue,
    Measure.BOOKINGS: lambda sums: sums.bookings,
    Measure.AVERAGE: lambda sums: sums.average or 0,
}


def in_words(measure: Measure, value: int) -> str:
    """Format a value of a bar: $1,153.00; 12 bookings; 25%."""
    match measure:
        case Measure.BOOKINGS:
            return str(ngettext("%(number)s booking", "%(number)s bookings", value, number=f"{value:,}"))
        case Measure.FILL:
            return percent(value / 100)
        case _money:
            return usd(value)


def chart_of(found: Report, measure: Measure, step: TimeUnit) -> Chart:
    """Return the chart of a figure, whose bars are days, weeks or months."""
    points = []
    for days, value, before in values(found, measure, step):
        label, shown = named(days, step), in_words(measure, value)
        description = name = _("%(days)s: %(value)s", days=label, value=shown)
        if before is not None:
            earlier = in_words(measure, before)
            description = _("%(days)s: %(value)s, previously %(before)s", days=label, value=shown, before=earlier)
        points.append(ChartPoint(short(days, step), value, before, description, name))
    return chart(points)


def spark(found: Report, measure: Measure) -> Sparkline:
    """Return the small line of a figure: its weeks or, if there are only two, its days."""
    step = TimeUnit.WEEK if len(found.period.days) >= 21 else TimeUnit.DAY
    rows = values(found, measure, step)
    return sparkline([now for _, now, _ in rows], [before for _, _, before in rows if before is not None])
