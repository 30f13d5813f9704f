"""An owner's reports: a period compared with the previous one, and each table as a file."""

from datetime import date
from enum import StrEnum
from typing import TypeVar

from flask import Blueprint, abort, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext

from app.core import clock
from app.deals.queries.prices import rules_at
from app.reports import copy, deal_sections, sections, series
from app.reports.enums import DetailTab, Measure, Span, TimeUnit
from app.reports.forms import DaysForm
from app.reports.heat import heat, off_peak_hours
from app.reports.periods import LABELS, ReportPeriod, chosen, ready_made
from app.reports.queries.report import report
from app.venues.enums import Ability
from app.venues.guards import own_venue
from app.venues.models import Venue
from app.web.csv_export import sheet

T = TypeVar("T", bound=StrEnum)

bp = Blueprint("reports", __name__, url_prefix="/venue/reports")

USUAL = Span.MONTH
# Periods of former links, and those nearest to them.
FORMER = {"30": Span.MONTH.value, "90": Span.QUARTER.value, "365": Span.YEAR.value}
NO_SUCH_PERIOD = lazy_gettext("We don’t recognize that period. Choose one of these or custom dates.")


@bp.get("/")
@own_venue(Ability.SEE_REPORTS)
def index(venue: Venue) -> ResponseReturnValue:
    """Show the report. An invalid request shows its errors, with the default period."""
    today = clock.now().astimezone(venue.zone).date()
    period, form, problems = parse_period(today)
    wrong = bool(problems or form.errors)
    if period is None:
        period = ready_made(USUAL, today)
    found = report(venue, period)
    measure, tab = one_of(Measure, "chart", Measure.REVENUE), one_of(DetailTab, "show", DetailTab.SERVICES)
    html = render_template(
        "reports/index.html",
        workplace=venue.name,
        venue=venue,
        today=today,
        found=found,
        period=period,
        form=form,
        problems=problems,
        wrong=wrong,
        links=links(period, wrong),
        address=address(period),
        measure=measure,
        chart_steps=chart_steps(period),
        tab=tab,
        here={**address(period), "chart": measure, "show": tab},
        tabs=[{"label": label, "current": each is tab, "show": each.value} for each, label in copy.TABS.items()],
        copy=copy,
        contents=sections,
        series=series,
        deal_contents=deal_sections,
        heat=heat(found.fill, off_peak_hours([rule for _, rule in rules_at(venue.id)], today, clock.now())),
    )
    return html, 422 if wrong else 200


@bp.get("/<name>.csv")
@own_venue(Ability.SEE_REPORTS)
def table(venue: Venue, name: str) -> ResponseReturnValue:
    """Download a table of the page as a file. An invalid request gets a 404."""
    today = clock.now().astimezone(venue.zone).date()
    period, _, _ = parse_period(today)
    if name not in sections.TABLES or period is None:
        abort(404)
    found = sections.TABLES[name](report(venue, period))
    return sheet(f"{venue.slug}-{name}-{period.days.first}-{period.days.last}", found.cells)


def parse_period(today: date) -> tuple[ReportPeriod | None, DaysForm, list[tuple[str, str]]]:
    """Return the period in the URL, or None if it is invalid; the form for dates; and other errors."""
    wanted = request.args.get("period", USUAL)
    if wanted == Span.CUSTOM:
        form = DaysForm(today=today, formdata=request.args)
        return (chosen(form.days) if form.validate() else None), form, []
    form = DaysForm(today=today, formdata=None)
    wanted = FORMER.get(wanted, wanted)
    if wanted not in LABELS:
        return None, form, [("periods", str(NO_SUCH_PERIOD))]
    period = ready_made(Span(wanted), today)
    form.first.data, form.last.data = period.days.first, period.days.last
    return period, form, []


def one_of(kind: type[T], name: str, usual: T) -> T:
    """Return the member of an enum that the URL names; the usual one for anything else."""
    wanted = request.args.get(name)
    return kind(wanted) if wanted in set(kind) else usual


def chart_steps(period: ReportPeriod) -> list[TimeUnit]:
    """Return the steps of the chart: on a phone, a period of several weeks has bars for weeks, not days."""
    if period.step is TimeUnit.DAY and len(period.days) >= 14:
        return [TimeUnit.DAY, TimeUnit.WEEK]
    return [period.step]


def address(period: ReportPeriod) -> dict[str, str]:
    """Return the URL parameters of a period."""
    if period.span is not Span.CUSTOM:
        return {"period": period.span}
    return {"period": period.span, "first": str(period.days.first), "last": str(period.days.last)}


def links(period: ReportPeriod, wrong: bool) -> list[dict[str, object]]:
    """Return links to the preset periods."""
    return [
        {
            "label": label,
            "href": url_for("reports.index", period=span.value),
            "current": span is period.span and not wrong,
        }
        for span, label in LABELS.items()
    ]
