"""The tables and charts of a report. Sums of a table equal those of the report."""

from collections import defaultdict
from collections.abc import Callable

from flask_babel import gettext as _

from app.core.formats import duration
from app.reports import heat
from app.reports.copy import WHO, part
from app.reports.deal_sections import deals_table
from app.reports.enums import TimeUnit
from app.reports.queries.people import Canceled
from app.reports.queries.report import OptionName, Report
from app.reports.series import named, steps
from app.reports.tables import Table, TableColumn, Unit, Value, bare
from app.reports.totals import BookingTotals, Totals, total


def days_table(found: Report) -> Table:
    step = found.period.step
    before = [
        TableColumn("Bookings before", shown=_("Previous bookings")),
        TableColumn("Revenue before", Unit.MONEY, _("Previous revenue")),
    ]
    rows: list[list[Value]] = []
    for days, sums, earlier in steps(found):
        row: list[Value] = [named(days, step), sums.bookings, sums.revenue]
        if found.comparable:
            row += [earlier.bookings, earlier.revenue] if earlier else [None, None]
        rows.append(row)
    foot: list[Value] = [_("Total"), found.now.bookings, found.now.revenue]
    if found.comparable:
        foot += [found.then.bookings, found.then.revenue]
    label, shown, caption = {
        TimeUnit.DAY: ("Day", _("Day"), _("Bookings and revenue by day")),
        TimeUnit.WEEK: ("Week", _("Week"), _("Bookings and revenue by week")),
        TimeUnit.MONTH: ("Month", _("Month"), _("Bookings and revenue by month")),
    }[step]
    columns = [
        TableColumn(label, Unit.TEXT, shown),
        TableColumn("Bookings", shown=_("Bookings")),
        TableColumn("Revenue", Unit.MONEY, _("Revenue")),
        *(before if found.comparable else []),
    ]
    return Table("days", caption, columns, rows, foot)


def services_table(found: Report) -> Table:
    """Return a table of booked and canceled services, each length on its own, ordered by revenue."""
    of: defaultdict[int, list[BookingTotals]] = defaultdict(list)
    for each in found.parts:
        of[each.option_id].append(each)
    sums = {id: total(these) for id, these in of.items()}
    names = {id: _option(found.options[id]) for id in sums}
    ranked = sorted(sums, key=lambda id: (-sums[id].revenue, names[id]))
    return Table(
        "services",
        _("By service"),
        [
            TableColumn("Service", Unit.TEXT, _("Service")),
            TableColumn("Bookings", shown=_("Bookings")),
            TableColumn("Revenue", Unit.MONEY, _("Revenue")),
            TableColumn("Average price", Unit.MONEY, _("Average price")),
            TableColumn("Canceled", shown=_("Canceled")),
            TableColumn("No-shows", shown=_("No-shows")),
        ],
        [[names[id], *_row(sums[id])] for id in ranked],
        [_("Total"), *_row(found.now)],
    )


def _option(name: OptionName) -> str:
    """Return the service, with the length if it has several: Deep-tissue massage, 1 hr 30 min."""
    if name.minutes is None:
        return name.title
    return _("%(service)s, %(length)s", service=name.title, length=duration(name.minutes))


def _row(sums: Totals) -> list[Value]:
    return [sums.bookings, sums.revenue, sums.average, sums.canceled, sums.missed]


def members_table(found: Report) -> Table:
    """Return a table of the team in its order, followed by rooms, followed by fees for canceled bookings."""
    by_member = {each.member_id: each for each in found.served if each.member_id is not None}
    others = [each for each in found.served if each.member_id is None]
    rows: list[list[Value]] = [
        [name, by_member[id].guests, by_member[id].revenue, by_member[id].tips]
        for id, name in found.members.items()
        if id in by_member
    ]
    rows += [[_("Rooms and classes"), each.guests, each.revenue, each.tips] for each in others if not each.canceled]
    rows += [[_("Late cancellation fees"), 0, each.revenue, 0] for each in others if each.canceled and each.revenue]
    return Table(
        "team",
        _("By team member"),
        [
            TableColumn("Who served", Unit.TEXT, _("Team member")),
            TableColumn("Guests served", shown=_("Guests served")),
            TableColumn("Revenue", Unit.MONEY, _("Revenue")),
            TableColumn("Tips", Unit.MONEY, _("Tips")),
        ],
        rows,
        [_("Total"), found.now.guests, found.now.revenue, sum(each.tips for each in found.served)],
    )


def canceled_table(found: Report) -> Table:
    rows = sorted(found.canceled["now"], key=lambda each: list(WHO).index(each.who))
    return Table(
        "canceled",
        _("Cancellations by who canceled"),
        [
            TableColumn("Who canceled", Unit.TEXT, _("Canceled by")),
            TableColumn("Bookings", shown=_("Bookings")),
            TableColumn("Less than a day before", shown=_("Less than 24 hours before")),
            TableColumn("1 to 3 days before", shown=_("1 to 3 days before")),
            TableColumn("After the free time", shown=_("Late cancellations")),
            TableColumn("Kept", Unit.MONEY, _("Late cancellation fees")),
        ],
        [[str(WHO[each.who]), *_canceled(each)] for each in rows],
        [_("Total"), *map(sum, zip(*map(_canceled, rows), strict=True))] if rows else None,
    )


def _canceled(each: Canceled) -> list[int]:
    return [each.number, each.within_a_day, each.within_three, each.late, each.kept]


def summary_table(found: Report) -> Table:
    """Return a table of the figures at the top of the page as plain numbers, with those of the previous period."""
    now, then = found.now, found.then
    guests, guests_then = found.guests["now"], found.guests["then"]
    rates = found.fill.total.rate, found.fill_before.total.rate

    def line(label: str, unit: Unit, value: Value, before: Value) -> list[Value]:
        column = TableColumn("", unit)
        return [label, bare(value, column), bare(before, column) if found.comparable else None]

    return Table(
        "summary",
        _("Summary"),
        [TableColumn("Figure", Unit.TEXT), TableColumn("Period", Unit.TEXT), TableColumn("Before", Unit.TEXT)],
        [
            line(_("Bookings"), Unit.COUNT, now.bookings, then.bookings),
            line(_("Revenue ($)"), Unit.MONEY, now.revenue, then.revenue),
            line(_("Paid online, minus refunds ($)"), Unit.MONEY, now.paid, then.paid),
            line(_("Paid in person ($)"), Unit.MONEY, now.in_person, then.in_person),
            line(_("Not marked as paid ($)"), Unit.MONEY, now.unpaid, then.unpaid),
            line(_("Fill rate (%)"), Unit.SHARE, *rates),
            line(_("Returning guests (%)"), Unit.SHARE, guests.rate, guests_then.rate),
            line(_("Average price ($)"), Unit.MONEY, now.average, then.average),
            line(
                _("Canceled (%)"),
                Unit.SHARE,
                part(now.canceled, now.all_bookings),
                part(then.canceled, then.all_bookings),
            ),
            line(_("No-shows (%)"), Unit.SHARE, part(now.missed, now.bookings), part(then.missed, then.bookings)),
        ],
    )


TABLES: dict[str, Callable[[Report], Table]] = {
    "summary": summary_table,
    "days": days_table,
    "hours": lambda found: heat.table(found.fill),
    "services": services_table,
    "team": members_table,
    "canceled": canceled_table,
    "deals": deals_table,
}
