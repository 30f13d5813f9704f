"""The page before an important change, on which a logged-in person proves again who they are."""

from flask import flash, make_response, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.accounts import sessions
from app.accounts.actions.accounts import WrongPassword, check_password
from app.accounts.guards import current_user_or_403, login_required
from app.accounts.models import User
from app.login import attempts
from app.login.entrance import next_path
from app.login.forms import CodeForm, ConfirmForm
from app.login.proofs import is_app_code_right, proofs_of
from app.login.views import bp
from app.two_factor.browsers import this_browser
from app.web.htmx import go


@bp.route("/login/confirm", methods=["GET", "POST"])
@login_required
@attempts.limited
def confirm() -> ResponseReturnValue:
    user = current_user_or_403()
    proofs = proofs_of(user)
    form = ConfirmForm(has_app=proofs.app_code)
    if form.validate_on_submit() and proofs.password:
        with form.refusals(form.password, WrongPassword), attempts.counted(WrongPassword, email=user.email):
            check_password(user=user, password=form.password.value)
        if not form.errors and is_app_code_right(form, user):
            return proven()
    return confirm_page(user, form=form)


def proven() -> ResponseReturnValue:
    """Note the proof in the session, and go on. Someone whose submission was not saved reads that once more."""
    sessions.renew(proven=True)
    if "unsaved" in request.values:
        flash(_("Thanks for confirming. Your last step wasn’t saved, so please repeat it."), "error")
    return go(next_path() or url_for("account.security"))


def confirm_page(
    user: User, *, form: ConfirmForm | None = None, code_form: CodeForm | None = None
) -> ResponseReturnValue:
    """Render the page with each way that the account has."""
    this_browser()
    proofs = proofs_of(user)
    html = render_template(
        "login/confirm.html",
        form=form or ConfirmForm(has_app=proofs.app_code, formdata=None),
        code_form=code_form or CodeForm(has_app=proofs.app_code, formdata=None),
        next=next_path(),
        user=user,
        proofs=proofs,
    )
    is_refused = any(sent and (sent.errors or sent.form_errors) for sent in (form, code_form))
    return make_response(html, 422 if is_refused else 200)
