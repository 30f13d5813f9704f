"""Correcting the name or the email of an account."""

from flask import flash, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.accounts.guards import current_user_or_403
from app.accounts.queries.users import user_by_public_id
from app.accounts.step_up import step_up_required
from app.admin.abilities import AdminAbility, admins_with
from app.admin.actions.people import correct_person
from app.admin.forms.people import CorrectForm
from app.admin.views import bp
from app.admin.views.subjects import person_page
from app.web.htmx import go


@bp.route("/people/<person_id>/correct", methods=["GET", "POST"])
@admins_with(AdminAbility.CORRECT)
@step_up_required
def person_correct(person_id: str) -> ResponseReturnValue:
    user = user_by_public_id(person_id)
    form = CorrectForm(obj=user)
    if form.validate_on_submit():
        with form.refusals(form.email):
            correct_person(
                user=user,
                name=form.name.value,
                email=form.email.value,
                reason=form.reason.value,
                admin=current_user_or_403(),
            )
            flash(_("%(name)s is corrected. We’re emailing both addresses.", name=user.name))
            return go(person_page(user))
    html = render_template("admin/people/correct.html", user=user, form=form)
    return html, 422 if form.errors or form.form_errors else 200
