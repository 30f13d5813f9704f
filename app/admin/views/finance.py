"""Finance: the commission, what the ledger says, and what each venue is owed."""

from datetime import timedelta

from flask import flash, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.accounts.guards import current_user_or_403
from app.accounts.step_up import step_up_required
from app.admin.abilities import AdminAbility, admins_with
from app.admin.actions.finance import release_earnings, set_commission, set_venue_commission
from app.admin.copy import zone
from app.admin.forms.finance import CommissionForm
from app.admin.queries.venues import venue_for_admin
from app.admin.views import bp
from app.commission.models import CommissionTerms
from app.commission.queries import rates_of, terms_for
from app.core import clock
from app.disputes.queries.waiting import waiting_for_us
from app.finance.queries.differences import number_open
from app.finance.queries.overview import aged, by_month, due_transfers, failed_payouts, refused_transfers
from app.ledger.chart import CHART
from app.ledger.enums import Account
from app.payouts import copy
from app.payouts.queries.finance import totals, venues_with_money
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
        disputes=waiting_for_us(),
        refused=refused_transfers(),
        waiting=due_transfers(),
        failed=failed_payouts(),
        payables=aged(Account.VENUE_PAYABLE),
        receivables=aged(Account.VENUE_RECEIVABLE),
        by_month=by_month(zone(), since=clock.now() - YEAR),
        copy=copy,
    )
    return html, 422 if form.errors else 200


def shown_venue(slug: str, form: CommissionForm) -> ResponseReturnValue:
    venue = venue_for_admin(slug)
    html = render_template(
        "admin/finance/venue.html",
        venue=venue,
        form=form,
        has_own=terms_for(venue.id) is not None,
        rates=rates_of([venue.id])[venue.id],
        money=next(iter(venues_with_money(venue.id)), None),
        copy=copy,
    )
    return html, 422 if form.errors else 200
