"""Giving a guest store credit."""

from flask import flash, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.accounts.guards import current_user_or_403
from app.accounts.queries.users import user_by_public_id
from app.accounts.step_up import confirm_first, is_recently_proven
from app.admin.abilities import AdminAbility, admins_with
from app.admin.actions.credit import give_credit
from app.admin.forms.credit import CreditForm
from app.admin.limits import refuse_above_limit
from app.admin.views import bp
from app.admin.views.subjects import person_page
from app.core.formats import usd
from app.core.settings import settings
from app.credit.queries import balance_of
from app.web.fields import MOST_SENT, whole_number
from app.web.htmx import go


@bp.route("/people/<person_id>/credit", methods=["GET", "POST"])
@admins_with(AdminAbility.REFUND)
def person_credit(person_id: str) -> ResponseReturnValue:
    """Give a guest store credit: the limit of refunds applies."""
    user = user_by_public_id(person_id)
    balance = balance_of(user.id)
    form = CreditForm(data={"balance": str(balance)})
    if form.validate_on_submit():
        cents = form.amount.value or 0
        if cents > settings().refund_step_up * 100 and not is_recently_proven():
            return confirm_first(request.path)
        with form.refusals(form.amount):
            refuse_above_limit(cents)
            shown = whole_number(form.balance.data or "", most=MOST_SENT)
            give_credit(
                user=user,
                cents=cents,
                shown=-1 if shown is None else shown,
                reason=form.reason.value,
                admin=current_user_or_403(),
            )
            flash(_("%(name)s has %(amount)s more store credit.", name=user.name, amount=usd(cents)))
            return go(person_page(user))
        # Show the balance as it is now, so that submitting again confirms it.
        form.balance.data = str(balance_of(user.id))
    html = render_template("admin/people/credit.html", user=user, form=form, balance=balance)
    return html, 422 if form.errors else 200
