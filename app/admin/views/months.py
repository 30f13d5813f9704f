"""Finance: the books by month, closing one, and its journal as a file."""

from flask import flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.accounts.guards import current_user_or_403
from app.accounts.step_up import step_up_required
from app.admin import copy
from app.admin.abilities import AdminAbility, admins_with
from app.admin.actions.finance import close
from app.admin.forms.finance import CloseMonthForm
from app.admin.views import bp
from app.core.errors import NotFound
from app.core.formats import month as month_name
from app.finance import copy as words
from app.finance.enums import JournalFormat
from app.finance.errors import FinanceErrorCode
from app.finance.journal import rows_of
from app.finance.months import Month, month_of
from app.finance.queries.months import closed_months, is_over, months, next_to_close, standing, totals
from app.ledger.chart import CHART
from app.web.csv_export import sheet
from app.web.htmx import go


@bp.get("/months")
@admins_with(AdminAbility.READ)
def finance_months() -> ResponseReturnValue:
    found, upcoming = months(copy.zone()), next_to_close(copy.zone())
    return render_template(
        "admin/finance/months.html",
        months=found,
        closed=closed_months(),
        closable=upcoming.key if upcoming and is_over(upcoming) else "",
        copy=copy,
    )


@bp.get("/months/<key>")
@admins_with(AdminAbility.READ)
def finance_month(key: str) -> ResponseReturnValue:
    return shown_month(month_named(key), CloseMonthForm(formdata=None))


@bp.post("/months/<key>")
@admins_with(AdminAbility.FINANCE)
@step_up_required
def finance_month_close(key: str) -> ResponseReturnValue:
    """Close a month."""
    month, form = month_named(key), CloseMonthForm()
    if form.validate_on_submit():
        with form.refusals(form.accept):
            close(month=month, accepts_differences=bool(form.accept.data), admin=current_user_or_403())
            flash(_("%(month)s is closed. Corrections are new entries from now on.", month=month_name(month.first_day)))
            return go(url_for("admin.finance_month", key=month.key))
    return shown_month(month, form)


@bp.get("/months/<key>/journal.csv")
@admins_with(AdminAbility.READ)
def finance_journal(key: str) -> ResponseReturnValue:
    """Download a month's journal, for people or for an accounting program."""
    month, wanted = month_named(key), request.args.get("for", "")
    form = next((each for each in JournalFormat if each.value == wanted), JournalFormat.ALL)
    return sheet(f"journal-{month.key}-{form.value}", rows_of(month, form, copy.zone()))


def month_named(key: str) -> Month:
    """Return a month of the books. Raises NotFound if they have none like that."""
    month = month_of(key, copy.zone())
    if month is None or month not in months(copy.zone()):
        raise NotFound(FinanceErrorCode.NO_SUCH_MONTH)
    return month


def shown_month(month: Month, form: CloseMonthForm) -> ResponseReturnValue:
    closed, upcoming = closed_months().get(month.first_day), next_to_close(copy.zone())
    html = render_template(
        "admin/finance/month.html",
        month=month,
        form=form,
        closed=closed,
        closable=upcoming == month and is_over(month),
        standing=standing(month),
        totals=totals(month),
        chart=CHART,
        words=words,
        copy=copy,
    )
    return html, 422 if form.errors else 200
