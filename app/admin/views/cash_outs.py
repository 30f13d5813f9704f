"""Finance: small rests of gift cards that guests ask for in cash."""

from flask import flash, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.accounts.guards import current_user_or_403
from app.accounts.step_up import step_up_required
from app.admin import copy
from app.admin.abilities import AdminAbility, admins_with
from app.admin.actions.cash_outs import decline_cash_out, pay_cash_out
from app.admin.forms.cash_outs import DeclineForm, PaidForm
from app.admin.views import bp
from app.cash_outs import copy as words
from app.cash_outs.enums import CashOutState
from app.cash_outs.queries import cash_out_with, order_to_refund
from app.cash_outs.queries import cash_outs as list_cash_outs
from app.core.formats import usd
from app.venues.places import STATES
from app.web.htmx import go


@bp.get("/cash-outs")
@admins_with(AdminAbility.READ)
def cash_outs() -> ResponseReturnValue:
    return render_template(
        "admin/credit/cash_outs.html", rows=list_cash_outs(), states=words.STATES, ways=words.WAYS, copy=copy
    )


@bp.get("/cash-outs/<cash_out_id>")
@admins_with(AdminAbility.FINANCE)
@step_up_required
def cash_out_shown(cash_out_id: str) -> ResponseReturnValue:
    """Show where to send the money, and the forms to record that or to decline."""
    return page(cash_out_id, PaidForm(data={"paid_on": copy.today()}), DeclineForm())


@bp.post("/cash-outs/<cash_out_id>/pay")
@admins_with(AdminAbility.FINANCE)
@step_up_required
def cash_out_pay(cash_out_id: str) -> ResponseReturnValue:
    """Record how a cash-out was paid."""
    form = PaidForm()
    form.offer(refund=True)
    if form.validate_on_submit():
        with form.refusals(form.paid_by):
            paid = pay_cash_out(key=cash_out_id, how=form.how, today=copy.today(), admin=current_user_or_403())
            flash(_("Recorded. The guest gets an email about %(amount)s.", amount=usd(paid.amount_cents)))
            return go(url_for("admin.cash_outs"))
    return page(cash_out_id, form, DeclineForm())


@bp.post("/cash-outs/<cash_out_id>/decline")
@admins_with(AdminAbility.FINANCE)
@step_up_required
def cash_out_decline(cash_out_id: str) -> ResponseReturnValue:
    """Put the amount back to the guest's credit."""
    form = DeclineForm()
    if form.validate_on_submit():
        with form.refusals(form.reason):
            declined = decline_cash_out(key=cash_out_id, reason=form.reason.value, admin=current_user_or_403())
            flash(_("Declined. %(amount)s is back in the guest’s credit.", amount=usd(declined.amount_cents)))
            return go(url_for("admin.cash_outs"))
    return page(cash_out_id, PaidForm(data={"paid_on": copy.today()}), form)


def page(key: str, form: PaidForm, decline: DeclineForm) -> ResponseReturnValue:
    found = cash_out_with(key)
    refundable = order_to_refund(found.cash_out.account_id, found.cash_out.amount_cents)
    form.offer(refund=refundable is not None)
    html = render_template(
        "admin/credit/cash_out.html",
        each=found,
        is_open=found.cash_out.state is CashOutState.ASKED,
        state_name=STATES.get(found.cash_out.law_state, found.cash_out.law_state),
        form=form,
        decline=decline,
        states=words.STATES,
        copy=copy,
    )
    return html, 422 if form.errors or decline.errors else 200
