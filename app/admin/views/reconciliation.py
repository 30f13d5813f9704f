"""Finance: differences between Stripe and the ledger, and payouts to our bank."""

from flask import flash, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.accounts.guards import current_user_or_403
from app.accounts.step_up import step_up_required
from app.admin import copy
from app.admin.abilities import AdminAbility, admins_with
from app.admin.actions.finance import pay_out, resolve_difference, resolve_stripe_problem
from app.admin.forms.finance import BankPayoutForm
from app.admin.forms.security_log import ResolveForm
from app.admin.views import bp
from app.core.errors import DomainError
from app.core.formats import usd
from app.finance import copy as words
from app.finance.actions.reconciliation import defer_reconciling
from app.finance.gateway_flows import balance
from app.finance.queries.balance import Free, bank_payouts, free
from app.finance.queries.differences import number_open, open_differences, resolved_differences
from app.finance.queries.months import last_run, run_underway
from app.payments.problems import number_of_problems, open_problems, resolved_problems
from app.web.htmx import go


@bp.get("/reconciliation")
@admins_with(AdminAbility.READ)
def finance_reconciliation() -> ResponseReturnValue:
    return shown_differences(ResolveForm(formdata=None), "")


@bp.post("/reconciliation")
@admins_with(AdminAbility.FINANCE)
def finance_compare() -> ResponseReturnValue:
    """Compare with Stripe now, instead of tonight."""
    defer_reconciling()
    flash(_("We’re comparing the ledger with Stripe. Reload this page in a minute."))
    return go(url_for("admin.finance_reconciliation"))


@bp.post("/reconciliation/<difference_id>")
@admins_with(AdminAbility.FINANCE)
@step_up_required
def finance_resolve(difference_id: str) -> ResponseReturnValue:
    """Resolve a difference by a correction."""
    form = ResolveForm()
    if form.validate_on_submit():
        with form.refusals(form.note):
            resolve_difference(public_id=difference_id, note=form.note.value, admin=current_user_or_403())
            flash(_("The difference is resolved."))
            return go(url_for("admin.finance_reconciliation"))
    return shown_differences(form, difference_id)


@bp.post("/reconciliation/problems/<stripe_id>")
@admins_with(AdminAbility.FINANCE)
@step_up_required
def finance_resolve_problem(stripe_id: str) -> ResponseReturnValue:
    """Resolve something at Stripe that belongs to nothing here."""
    form = ResolveForm()
    if form.validate_on_submit():
        with form.refusals(form.note):
            resolve_stripe_problem(about=stripe_id, note=form.note.value, admin=current_user_or_403())
            flash(_("It’s resolved."))
            return go(url_for("admin.finance_reconciliation"))
    return shown_differences(form, stripe_id)


@bp.route("/bank-payouts", methods=["GET", "POST"])
@admins_with(AdminAbility.FINANCE, others_read=True)
@step_up_required
def finance_bank_payouts() -> ResponseReturnValue:
    """Pay out what is ours of our balance at Stripe."""
    form = BankPayoutForm()
    if form.validate_on_submit():
        with form.refusals(form.amount):
            cents = form.amount.value or 0
            pay_out(cents=cents, admin=current_user_or_403())
            flash(_("We’re paying out %(amount)s to our bank.", amount=usd(cents)))
            return go(url_for("admin.finance_bank_payouts"))
    html = render_template(
        "admin/finance/bank_payouts.html",
        form=form,
        free=None if form.errors else ours(),
        payouts=bank_payouts(),
        words=words,
        copy=copy,
    )
    return html, 422 if form.errors else 200


def ours() -> Free | None:
    """Return how much of our balance at Stripe is ours, or None if Stripe doesn't say."""
    try:
        return free(balance().available)
    except DomainError:
        return None


def shown_differences(resolving: ResolveForm, resolving_id: str) -> ResponseReturnValue:
    """Show the differences and problems. `resolving` belongs to the one with this id, if it has errors."""
    resolving.link_to(resolving_id)
    html = render_template(
        "admin/finance/reconciliation.html",
        run=last_run(),
        underway=run_underway(),
        differences=open_differences(),
        number=number_open(),
        resolved=resolved_differences(),
        problems=open_problems(),
        problems_number=number_of_problems(),
        resolved_problems=resolved_problems(),
        resolving=resolving,
        resolving_id=resolving_id,
        words=words,
        copy=copy,
    )
    return html, 422 if resolving.errors else 200
