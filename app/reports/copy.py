"""Text for the reports page."""

from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _
from flask_babel import lazy_gettext, ngettext

from app.bookings.enums import Actor
from app.core.formats import usd, usd_short
from app.reports.charts import Chart
from app.reports.enums import DetailTab, Measure, Span, TimeUnit
from app.reports.periods import Days, ReportPeriod
from app.reports.queries.report import Report
from app.reports.tables import percent

WHO = {
    Actor.GUEST: lazy_gettext("The guest"),
    Actor.PROVIDER: lazy_gettext("You"),
    Actor.ADMIN: lazy_gettext("CozyWish"),
    Actor.SYSTEM: lazy_gettext("Request expired"),
}


@dataclass(frozen=True, slots=True)
class Figure:
    """A number in large type: what it counts, and how it compares with the previous period.

    `detail` says what it is part of.
    """

    label: str
    value: str
    compared: str
    detail: str = ""
    way: str = ""  # up or down


def figures(found: Report) -> dict[Measure, Figure]:
    """Return the four main figures, money first."""
    now, then = found.now, found.then
    filled, filled_then = found.fill.total, found.fill_before.total
    known = found.comparable

    def money(label: str, value: int | None, before: int | None, detail: str) -> Figure:
        shown = "–" if value is None else usd_short(value)
        compared = changed(value, before, known=known, money=True)
        return Figure(label, shown, compared, detail, _way(value, before, known))

    return {
        Measure.REVENUE: money(_("Revenue"), now.revenue, then.revenue, _took(found)),
        Measure.BOOKINGS: Figure(
            _("Bookings"),
            f"{now.bookings:,}",
            changed(now.bookings, then.bookings, known=known),
            str(ngettext("%(number)s guest", "%(number)s guests", now.guests, number=f"{now.guests:,}")),
            _way(now.bookings, then.bookings, known),
        ),
        Measure.AVERAGE: money(_("Average price"), now.average, then.average, _("per booking")),
        Measure.FILL: _rate(
            _("Fill rate"),
            filled.rate,
            filled_then.rate,
            known,
            _("%(booked)s of %(open)s hours", booked=f"{filled.booked / 60:,.0f}", open=f"{filled.open / 60:,.0f}"),
        ),
    }


def returning(found: Report) -> Figure:
    guests, before = found.guests["now"], found.guests["then"]
    return _rate(
        _("Returning guests"), guests.rate, before.rate, found.comparable, _of_guests(guests.before, guests.came)
    )


def lost(found: Report) -> list[Figure]:
    """Return the shares of bookings that were canceled or missed."""
    now, then, known = found.now, found.then, found.comparable
    canceled, missed = part(now.canceled, now.all_bookings), part(now.missed, now.bookings)
    return [
        _rate(
            _("Canceled"),
            canceled,
            part(then.canceled, then.all_bookings),
            known,
            _of_bookings(now.canceled, now.all_bookings),
        ),
        _rate(_("No-shows"), missed, part(then.missed, then.bookings), known, _of_bookings(now.missed, now.bookings)),
    ]


def _rate(label: str, value: float | None, before: float | None, known: bool, detail: str) -> Figure:
    shown = "–" if value is None else percent(value)
    points = None if value is None else round(100 * value)
    way = _way(points, None if before is None else round(100 * before), known)
    return Figure(label, shown, shifted(value, before, known=known), detail, way)


def _way(now: int | None, then: int | None, known: bool) -> str:
    """Return whether a figure went up or down; nothing if it didn't or if nothing is known."""
    if not known or now is None or then is None or now == then:
        return ""
    return "up" if now > then else "down"


def chart_title(measure: Measure, step: TimeUnit) -> str:
    return {
        (Measure.REVENUE, TimeUnit.DAY): _("Revenue by day"),
        (Measure.REVENUE, TimeUnit.WEEK): _("Revenue by week"),
        (Measure.REVENUE, TimeUnit.MONTH): _("Revenue by month"),
        (Measure.BOOKINGS, TimeUnit.DAY): _("Bookings by day"),
        (Measure.BOOKINGS, TimeUnit.WEEK): _("Bookings by week"),
        (Measure.BOOKINGS, TimeUnit.MONTH): _("Bookings by month"),
        (Measure.AVERAGE, TimeUnit.DAY): _("Average price by day"),
        (Measure.AVERAGE, TimeUnit.WEEK): _("Average price by week"),
        (Measure.AVERAGE, TimeUnit.MONTH): _("Average price by month"),
        (Measure.FILL, TimeUnit.DAY): _("Fill rate by day"),
        (Measure.FILL, TimeUnit.WEEK): _("Fill rate by week"),
        (Measure.FILL, TimeUnit.MONTH): _("Fill rate by month"),
    }[measure, step]


def best(drawn: Chart) -> str:
    """Name the highest bar: Best: Fri, May 1: $1,153.00."""
    return "" if drawn.best is None else _("Best: %(bar)s", bar=drawn.bars[drawn.best].name)


def _took(found: Report) -> str:
    if found.now.in_person:
        online, in_person = usd_short(found.now.paid), usd_short(found.now.in_person)
        return _("%(online)s online, %(in_person)s in person", online=online, in_person=in_person)
    return _("paid online, minus refunds")


def _of_guests(number: int, of: int) -> str:
    """Describe a part of all guests: 5 of 1,200 guests."""
    values = {"part": f"{number:,}", "number": f"{of:,}"}
    return str(ngettext("%(part)s of %(number)s guest", "%(part)s of %(number)s guests", of, **values))


def _of_bookings(number: int, of: int) -> str:
    """Describe a part of all bookings: 5 of 1,200 bookings."""
    values = {"part": f"{number:,}", "number": f"{of:,}"}
    return str(ngettext("%(part)s of %(number)s booking", "%(part)s of %(number)s bookings", of, **values))


def part(number: int, of: int) -> float | None:
    return number / of if of else None


def changed(now: int | None, then: int | None, *, known: bool = True, money: bool = False) -> str:
    """Compare a number with the previous period: up 12% from 127."""
    if not known:
        return _("nothing to compare with yet")
    if not then:
        return _("none in the previous period") if now else _("none in either period")
    return _compared(now or 0, then, usd_short(then) if money else f"{then:,}")


def _compared(now: int, then: int, before: str) -> str:
    if not now:
        return _("down from %(before)s", before=before)
    if now == then:
        return _("same as before (%(before)s)", before=before)
    if now >= 3 * then:
        return _("%(times)s times the previous %(before)s", times=f"{now / then:.0f}", before=before)
    share = percent(abs(now - then) / then)
    if now > then:
        return _("up %(share)s from %(before)s", share=share, before=before)
    return _("down %(share)s from %(before)s", share=share, before=before)


def shifted(now: float | None, then: float | None, *, known: bool = True) -> str:
    """Compare a share with the previous period: up 4 points from 60%."""
    if not known:
        return _("nothing to compare with yet")
    if then is None:
        return _("none in the previous period")
    before = percent(then)
    if now is None:
        return _("%(before)s in the previous period", before=before)
    points = round(100 * now) - round(100 * then)
    if not points:
        return _("same as before (%(before)s)", before=before)
    if points > 0:
        change = ngettext(
            "up %(num)d point from %(before)s", "up %(num)d points from %(before)s", points, before=before
        )
    else:
        change = ngettext(
            "down %(num)d point from %(before)s", "down %(num)d points from %(before)s", -points, before=before
        )
    return str(change)


def dates(days: Days, today: date) -> str:
    """Format a range of dates: May 4 – 10; Apr 28 – May 4; with the year if it is not the current one."""
    first, last = days.first, days.last
    year = "" if first.year == last.year == today.year else f", {last.year}"
    begins = f"{first:%b} {first.day}" + (f", {first.year}" if first.year != last.year else "")
    if first == last:
        return f"{begins}{year}"
    ends = f"{last.day}" if (first.year, first.month) == (last.year, last.month) else f"{last:%b} {last.day}"
    return f"{begins} – {ends}{year}"


def before(period: ReportPeriod, today: date) -> str:
    """Describe the previous period: Previous 30 days, Mar 15 – Apr 13."""
    days = dates(period.before, today)
    match period.span:
        case Span.LAST_MONTH:
            return _("Previous month, %(dates)s", dates=days)
        case Span.THIS_MONTH:
            return _("Same days of the previous month, %(dates)s", dates=days)
        case _usual:
            number = len(period.before)
            return str(ngettext("Previous day, %(dates)s", "Previous %(num)d days, %(dates)s", number, dates=days))


def money_lines(found: Report) -> list[tuple[str, str]]:
    """List the sources of revenue; a label says so if an amount is not included."""
    now = found.now
    lines = [(_("Paid online, minus refunds"), usd(now.paid))]
    if now.kept:
        lines.append((_("Late cancellation fees (included above)"), usd(now.kept)))
    if now.in_person or now.unpaid:
        lines.append((_("Paid in person"), usd(now.in_person)))
    if now.unpaid:
        lines.append((_("Not marked as paid (not included)"), usd(now.unpaid)))
    return lines


TABS = {
    DetailTab.SERVICES: lazy_gettext("Services"),
    DetailTab.TEAM: lazy_gettext("Team"),
    DetailTab.GUESTS: lazy_gettext("Guests"),
    DetailTab.DEALS: lazy_gettext("Deals"),
    DetailTab.CANCELED: lazy_gettext("Cancellations"),
}
