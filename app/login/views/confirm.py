"""The page before an important change, on which a logged-in person proves again who they are."""

from flask import make_response, render_template, url_for
from flask.typing import ResponseReturnValue

from app.accounts import sessions
from app.accounts.actions.accounts import WrongPassword, check_password
from app.accounts.guards import current_user_or_403, login_required
from app.accounts.models import User
from app.login import attempts
from app.login.entrance import next_path
from app.login.forms import CodeForm, ConfirmForm
from app.login.views import bp
from app.two_factor.browsers import this_browser
from app.two_factor.queries.passkeys import passkeys_of
from app.web.htmx import go


@bp.route("/login/confirm", methods=["GET", "POST"])
@login_required
@attempts.limited
def confirm() -> ResponseReturnValue:
    form, user = ConfirmForm(), current_user_or_403()
    if form.validate_on_submit():
        with form.refusals(form.password, WrongPassword), attempts.counted(WrongPassword):
            check_password(user=user, password=form.password.value)
            sessions.renew(proven=True)
            return go(next_path() or url_for("account.security"))
    return confirm_page(user, form=form)


def confirm_page(
    user: User, *, form: ConfirmForm | None = None, code_form: CodeForm | None = None
) -> ResponseReturnValue:
    """Render the page with each way that the account has: its password, a passkey, or a code by email."""
    this_browser()
    html = render_template(
        "login/confirm.html",
        form=form or ConfirmForm(formdata=None),
        code_form=code_form or CodeForm(formdata=None),
        next=next_path(),
        user=user,
        has_passkey=bool(passkeys_of(user)),
    )
    return make_response(html, 422 if (form and form.errors) or (code_form and code_form.errors) else 200)
