"""Asking for the deletion of one's account, and keeping it."""

from flask import flash, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.accounts.guards import current_user_or_403, login_required
from app.accounts.step_up import step_up_required
from app.privacy.actions.deletion import keep_account, request_deletion
from app.privacy.forms import DeletionForm
from app.privacy.queries.accounts import upcoming_bookings
from app.privacy.views import bp
from app.privacy.views.overview import show
from app.web.htmx import go


@bp.post("/delete")
@login_required
@step_up_required
def delete() -> ResponseReturnValue:
    user, form = current_user_or_403(), DeletionForm()
    form.about(upcoming_bookings(user))
    if not form.validate_on_submit():
        return show(user, form, status=422)
    request_deletion(user=user, cancels_bookings=form.cancels_bookings, ip=request.remote_addr or "")
    return go(url_for("privacy.index"))


@bp.post("/keep")
@login_required
def keep() -> ResponseReturnValue:
    keep_account(user=current_user_or_403(), ip=request.remote_addr or "")
    flash(_("We’ll keep your account. Nothing was deleted."))
    return go(url_for("privacy.index"))
