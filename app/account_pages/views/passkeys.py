"""A person's passkeys: adding, renaming and removing them."""

from flask import Response, flash, make_response, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.account_pages.forms import NewPasskeyForm, PasskeyNameForm
from app.account_pages.views import bp
from app.accounts.copy import device_name
from app.accounts.guards import current_user_or_403, login_required
from app.accounts.step_up import step_up_required
from app.core.errors import DomainError
from app.two_factor.actions.passkeys import add_passkey, options_to_add, remove_passkey, rename_passkey
from app.two_factor.browsers import this_browser
from app.two_factor.queries.passkeys import passkey_by_public_id
from app.web.htmx import go


@bp.route("/security/passkeys/new", methods=["GET", "POST"])
@login_required
@step_up_required
def new_passkey() -> ResponseReturnValue:
    user, browser = current_user_or_403(), this_browser()
    form = NewPasskeyForm(data={"name": device_name(request.user_agent.string)})
    if form.validate_on_submit():
        with form.refusals(form.name, DomainError):
            name, ip = form.name.value, request.remote_addr or ""
            add_passkey(user=user, answer=form.answer.value, browser=browser, name=name, ip=ip)
            flash(_("The passkey is added. You can now log in with it."))
            return go(url_for("account.security"))
    return make_response(render_template("account/new_passkey.html", form=form), 422 if form.errors else 200)


@bp.post("/security/passkeys/options")
@login_required
@step_up_required
def passkey_options() -> ResponseReturnValue:
    """Return the options that the browser's script passes on to the device, with a new challenge."""
    options = options_to_add(user=current_user_or_403(), browser=this_browser())
    return Response(options, mimetype="application/json")


@bp.route("/security/passkeys/<passkey_id>", methods=["GET", "POST"])
@login_required
def passkey(passkey_id: str) -> ResponseReturnValue:
    """Rename a passkey."""
    found = passkey_by_public_id(current_user_or_403(), passkey_id)
    form = PasskeyNameForm(obj=found)
    if form.validate_on_submit():
        rename_passkey(passkey=found, name=form.name.value)
        flash(_("The passkey is renamed."))
        return go(url_for("account.security"))
    html = render_template("account/passkey.html", form=form, passkey=found)
    return make_response(html, 422 if form.errors else 200)


@bp.route("/security/passkeys/<passkey_id>/remove", methods=["GET", "POST"])
@login_required
@step_up_required
def passkey_remove(passkey_id: str) -> ResponseReturnValue:
    user = current_user_or_403()
    found = passkey_by_public_id(user, passkey_id)
    if request.method == "GET":
        return render_template("account/remove_passkey.html", passkey=found)
    remove_passkey(user=user, public_id=passkey_id, ip=request.remote_addr or "")
    flash(_("The passkey is removed."))
    return go(url_for("account.security"))
