"""Removing the second factors of a person who lost them: two admins, one after the other."""

from flask import flash, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.accounts.guards import current_user_or_403
from app.accounts.queries.users import user_by_public_id
from app.accounts.step_up import step_up_required
from app.admin.abilities import AdminAbility, admins_with
from app.admin.actions.second_factors import approve_reset, request_reset, withdraw_reset
from app.admin.approvers import approvers_besides
from app.admin.forms.people import ResetForm
from app.admin.views import bp
from app.admin.views.people import back_to
from app.core.sentences import any_of


@bp.route("/people/<person_id>/second-factors", methods=["GET", "POST"])
@admins_with(AdminAbility.RESET_FACTORS)
@step_up_required
def person_reset(person_id: str) -> ResponseReturnValue:
    user, form, admin = user_by_public_id(person_id), ResetForm(), current_user_or_403()
    others = approvers_besides(admin.id, user.id)
    if form.validate_on_submit():
        with form.refusals(form.reason):
            request_reset(user=user, reason=form.reason.value, admin=admin)
            flash(_("Your request is saved. Another admin has to approve it within 7 days. We’re emailing them."))
            return back_to(user)
    names = any_of([other.name for other in others])
    html = render_template("admin/people/reset.html", user=user, form=form, others=names)
    return html, 422 if form.errors else 200


@bp.post("/people/<person_id>/second-factors/approve")
@admins_with(AdminAbility.RESET_FACTORS)
@step_up_required
def person_reset_approve(person_id: str) -> ResponseReturnValue:
    user = user_by_public_id(person_id)
    approve_reset(user=user, admin=current_user_or_403())
    flash(_("The second factors of %(name)s are removed.", name=user.name))
    return back_to(user)


@bp.post("/people/<person_id>/second-factors/withdraw")
@admins_with(AdminAbility.RESET_FACTORS)
def person_reset_withdraw(person_id: str) -> ResponseReturnValue:
    user = user_by_public_id(person_id)
    withdraw_reset(user=user, admin=current_user_or_403())
    flash(_("The request is withdrawn. Nothing was removed."))
    return back_to(user)
