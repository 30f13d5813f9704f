"""Finance: what we owe jurisdictions, and what we paid them."""

from datetime import timedelta
from functools import partial

from flask import flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.accounts.guards import current_user_or_403
from app.accounts.step_up import step_up_required
from app.admin import copy
from app.admin.abilities import AdminAbility, admins_with
from app.admin.actions.tax import record_payment, undo_payment
from app.admin.forms.tax import TaxPaymentForm
from app.admin.views import bp
from app.admin.views.undo import Recorded, undo_page
from app.core.db import session
from app.core.formats import full_date, usd
from app.finance.queries.tax_payments import owed, tax_payment_with, tax_payments
from app.web.htmx import go


@bp.get("/tax/payments")
@admins_with(AdminAbility.READ)
def tax_payments_shown() -> ResponseReturnValue:
    return render_template(
        "admin/finance/tax_payments.html",
        owed=sorted((state, name, cents) for (state, name), cents in owed().items() if cents),
        payments=tax_payments(),
        copy=copy,
    )


@bp.route("/tax/payments/new", methods=["GET", "POST"])
@admins_with(AdminAbility.FINANCE)
@step_up_required
def tax_payment_add() -> ResponseReturnValue:
    """Record a payment to a jurisdiction, at first for last month."""
    form, left = TaxPaymentForm(), owed()
    form.offer(left)
    today = copy.today()
    if form.validate_on_submit():
        with form.refusals(form.amount):
            paid = record_payment(new=form.payment, admin=current_user_or_403(), today=today)
            amount, name = usd(paid.amount_cents), paid.jurisdiction
            flash(_("Recorded. We paid %(amount)s to %(jurisdiction)s.", amount=amount, jurisdiction=name))
            return go(url_for("admin.tax_payments_shown"))
        session.rollback()
    elif request.method == "GET":
        before = today.replace(day=1) - timedelta(days=1)
        form.first_on.data, form.last_on.data = before.replace(day=1), before
        form.jurisdiction.data = request.args.get("jurisdiction", "")
    html = render_template(
        "admin/finance/tax_payment.html", form=form, any_owed=any(each > 0 for each in left.values())
    )
    return html, 422 if form.errors else 200


@bp.route("/tax/payments/<payment_id>/undo", methods=["GET", "POST"])
@admins_with(AdminAbility.FINANCE)
@step_up_required
def tax_payment_undo(payment_id: str) -> ResponseReturnValue:
    """Undo a payment that was recorded by mistake."""
    paid = tax_payment_with(payment_id)
    amount, jurisdiction = usd(paid.amount_cents), paid.jurisdiction
    recorded = Recorded(
        title=_("Undo tax payment"),
        meaning=_("We owe %(jurisdiction)s %(amount)s again.", amount=amount, jurisdiction=jurisdiction),
        done=_("Undone. We owe %(jurisdiction)s %(amount)s again.", amount=amount, jurisdiction=jurisdiction),
        facts=[
            (_("Jurisdiction"), f"{jurisdiction}, {paid.state}"),
            (_("Amount"), amount),
            (_("Paid on"), full_date(paid.paid_on)),
            (_("Reference"), paid.reference),
            (_("Recorded by"), paid.recorded_by.name),
        ],
        is_undone=paid.undone_at is not None,
        back=(_("Tax payments"), url_for("admin.tax_payments_shown")),
    )
    return undo_page(recorded, partial(undo_payment, payment_id=payment_id))
