"""Finance: the commission, what the ledger says, and what each venue is owed."""

from datetime import date, timedelta

from flask import abort, flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.accounts.guards import current_user_or_403
from app.accounts.step_up import step_up_required
from app.admin.abilities import AdminAbility, admins_with
from app.admin.actions.finance import release_earnings, set_commission, set_venue_commission
from app.admin.copy import zone
from app.admin.exports import EXPORTS
from app.admin.forms.finance import CommissionForm
from app.admin.queries.venues import venue_for_admin
from app.admin.views import bp
from app.bookings.queries.unseen import unseen_bookings
from app.cash_outs.queries import number_waiting
from app.commission.models import CommissionTerms
from app.commission.queries import rates_of, terms_for
from app.core import clock
from app.core.formats import month_name
from app.disputes.queries.waiting import waiting_for_us
from app.finance.queries.differences import number_open
from app.finance.queries.overview import aged, by_month, due_transfers, failed_payouts, refused_transfers
from app.invoices.queries import number_overdue
from app.ledger.chart import CHART
from app.ledger.enums import Account
from app.payments.problems import number_of_problems
from app.payouts import copy
from app.payouts.queries.finance import totals, venues_with_money
from app.receipts.queries.receipts import receipts_of_venue
from app.statements import copy as period_copy
from app.statements.periods import chosen_period, periods_of
from app.statements.queries.transactions import gross_amounts
from app.web.csv_export import Cell, dollars, sheet
from app.web.fields import whole_number
from app.web.htmx import go

YEAR = timedelta(days=366)


@bp.get("/finance")
@admins_with(AdminAbility.READ)
def finance() -> ResponseReturnValue:
    return shown(form_of(terms_for(None)))


@bp.post("/finance/commission")
@admins_with(AdminAbility.FINANCE)
@step_up_required
def commission() -> ResponseReturnValue:
    form = CommissionForm()
    if form.validate_on_submit():
        set_commission(rates=form.rates, admin=current_user_or_403())
        flash(_("Commission saved. It applies to new bookings."))
        return go(url_for("admin.finance"))
    return shown(form)


@bp.get("/finance/1099-k.csv")
@admins_with(AdminAbility.FINANCE)
def gross_amounts_file() -> ResponseReturnValue:
    """Download what Form 1099-K reports for each venue: gross amounts by month, before commission and refunds."""
    year = whole_number(request.args.get("year", ""), most=9_998) or this_year()
    months = [f"{month_name(date(2000, month, 1))} ($)" for month in range(1, 13)]
    head: list[Cell] = ["Venue", "Legal name", "Address", "Account at Stripe", "Payments", "Gross amount ($)", *months]
    rows: list[list[Cell]] = [
        [
            each.venue.name,
            each.venue.legal_name,
            each.venue.address,
            each.stripe_id,
            each.payments,
            *(dollars(cents) for cents in (each.cents, *each.months)),
        ]
        for each in gross_amounts(year)
    ]
    return sheet(f"1099-k-{year}", [head, *rows])


@bp.get("/exports/<name>.csv")
@admins_with(AdminAbility.FINANCE)
def finance_export(name: str) -> ResponseReturnValue:
    """Download one of the lists of finance."""
    export = EXPORTS.get(name) or abort(404)
    return sheet(f"{name}-{clock.now().astimezone(zone()):%Y-%m-%d}", export.rows())


@bp.get("/finance/<slug>")
@admins_with(AdminAbility.READ)
def finance_of_venue(slug: str) -> ResponseReturnValue:
    return shown_venue(slug, form_of(terms_for(venue_for_admin(slug).id)))


@bp.post("/finance/<slug>/commission")
@admins_with(AdminAbility.FINANCE)
@step_up_required
def commission_of_venue(slug: str) -> ResponseReturnValue:
    """Set a venue's own commission."""
    form = CommissionForm()
    if form.validate_on_submit():
        venue = venue_for_admin(slug)
        set_venue_commission(venue=venue, rates=form.rates, admin=current_user_or_403())
        flash(_("Commission of %(venue)s saved. It applies to new bookings.", venue=venue.name))
        return go(url_for("admin.finance_of_venue", slug=slug))
    return shown_venue(slug, form)


@bp.post("/finance/<slug>/commission/remove")
@admins_with(AdminAbility.FINANCE)
@step_up_required
def commission_remove(slug: str) -> ResponseReturnValue:
    """Remove a venue's own commission: that of all venues applies."""
    venue = venue_for_admin(slug)
    set_venue_commission(venue=venue, rates=None, admin=current_user_or_403())
    flash(_("%(venue)s has the same commission as other venues now.", venue=venue.name))
    return go(url_for("admin.finance_of_venue", slug=slug))


@bp.post("/finance/<slug>/release")
@admins_with(AdminAbility.FINANCE)
@step_up_required
def finance_release(slug: str) -> ResponseReturnValue:
    """Let a venue be paid what it earned before the ledger."""
    venue = venue_for_admin(slug)
    release_earnings(venue=venue, admin=current_user_or_403())
    flash(_("Released. %(venue)s is paid once its account at Stripe can receive transfers.", venue=venue.name))
    return go(url_for("admin.finance_of_venue", slug=slug))


def form_of(terms: CommissionTerms | None) -> CommissionForm:
    data = {"rate": terms.rate_bps, "first_rate": terms.first_rate_bps} if terms else {}
    return CommissionForm(formdata=None, data=data)


def shown(form: CommissionForm) -> ResponseReturnValue:
    html = render_template(
        "admin/finance/index.html",
        form=form,
        chart=CHART,
        totals=totals(),
        venues=venues_with_money(),
        differences=number_open(),
        problems=number_of_problems(),
        disputes=waiting_for_us(),
        cash_outs=number_waiting(),
        overdue=number_overdue(clock.now().astimezone(zone()).date()),
        refused=refused_transfers(),
        waiting=due_transfers(),
        failed=failed_payouts(),
        unseen=unseen_bookings(),
        payables=aged(Account.VENUE_PAYABLE),
        receivables=aged(Account.VENUE_RECEIVABLE),
        by_month=by_month(zone(), since=clock.now() - YEAR),
        year=this_year(),
        exports=EXPORTS,
        copy=copy,
    )
    return html, 422 if form.errors else 200


def this_year() -> int:
    return clock.now().astimezone(zone()).year


def shown_venue(slug: str, form: CommissionForm) -> ResponseReturnValue:
    venue = venue_for_admin(slug)
    period = chosen_period(request.args.get("period", ""), venue.zone) or abort(404)
    html = render_template(
        "admin/finance/venue.html",
        venue=venue,
        form=form,
        has_own=terms_for(venue.id) is not None,
        rates=rates_of([venue.id])[venue.id],
        money=next(iter(venues_with_money(venue.id)), None),
        period=period,
        periods=periods_of(venue),
        has_receipts=bool(receipts_of_venue(venue.id, *period.instants(venue.zone), limit=1)),
        period_copy=period_copy,
        copy=copy,
    )
    return html, 422 if form.errors else 200
