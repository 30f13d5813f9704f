"""Privacy requests that people make by email, and the day by which each needs an answer."""

from flask import flash, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.accounts.guards import current_user_or_403
from app.admin import copy
from app.admin.abilities import AdminAbility, admins_with
from app.admin.actions.privacy import add_privacy_request, complete_privacy_request
from app.admin.forms.privacy import KINDS, DoneForm, RequestForm
from app.admin.views import bp
from app.core.formats import full_date
from app.privacy.enums import RequestKind
from app.privacy.queries.requests import done_requests, lock_request, open_requests
from app.web.htmx import go


@bp.route("/privacy", methods=["GET", "POST"])
@admins_with(AdminAbility.PRIVACY)
def privacy_requests() -> ResponseReturnValue:
    """List the requests, and add one."""
    form = new_request()
    if form.validate_on_submit():
        add_privacy_request(
            kind=RequestKind(form.kind.data),
            person=form.person.value,
            received_on=form.received_on.data,
            note=form.note.value,
            admin=current_user_or_403(),
        )
        flash(_("Request added."))
        return go(url_for("admin.privacy_requests"))
    return shown(form, DoneForm(formdata=None), "")


@bp.post("/privacy/<request_id>/done")
@admins_with(AdminAbility.PRIVACY)
def privacy_request_done(request_id: str) -> ResponseReturnValue:
    request, form = lock_request(request_id), DoneForm()
    if not form.validate_on_submit():
        return shown(new_request(formdata=None), form, request_id)
    complete_privacy_request(request=request, note=form.note.value, admin=current_user_or_403())
    flash(_("Request completed."))
    return go(url_for("admin.privacy_requests"))


def new_request(**more: None) -> RequestForm:
    return RequestForm(data={"received_on": copy.today()}, **more)


def shown(form: RequestForm, completing: DoneForm, request_id: str) -> ResponseReturnValue:
    """Show all requests. `completing` belongs to the request with this id, if it has errors."""
    html = render_template(
        "admin/privacy/index.html",
        form=form,
        completing=completing,
        completing_id=request_id,
        waiting=open_requests(),
        done=done_requests(),
        kinds=KINDS,
        date=full_date,
        at=copy.at,
        today=copy.today(),
    )
    return html, 422 if form.errors or completing.errors else 200
