"""The page between the first factor and the session: a code of the app, a recovery code, or a passkey."""

from flask import flash, make_response, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.accounts.enums import Role
from app.accounts.models import User
from app.login import attempts, second_step
from app.login.entrance import after_login
from app.login.forms import SecondStepForm
from app.login.views import bp
from app.two_factor.actions.authenticator import WrongCode, use_code
from app.two_factor.browsers import this_browser
from app.two_factor.models import PendingLogin
from app.two_factor.queries.factors import is_two_factor_on
from app.two_factor.queries.passkeys import passkeys_of
from app.web.htmx import go
from app.web.security import keep_nowhere


@bp.route("/login/second-step", methods=["GET", "POST"], endpoint="second_step")
@attempts.limited
def ask() -> ResponseReturnValue:
    pending = second_step.current()
    if pending is None:
        return start_again()
    keep_nowhere()
    form, user = SecondStepForm(), pending.user
    if form.validate_on_submit():
        with form.refusals(form.code, WrongCode), second_step.counted(user, WrongCode):
            use_code(user=user, code=form.code.value, ip=request.remote_addr or "")
            return finish(pending, trust=bool(form.trust.data))
    return make_response(page(user, form), 422 if form.errors else 200)


def page(user: User, form: SecondStepForm) -> str:
    """Render the page with what this person has: an app, a passkey, or both."""
    this_browser()
    if with_recovery():
        form.code.label.text = _("Recovery code")
    return render_template(
        "login/second_step.html",
        form=form,
        with_recovery=with_recovery(),
        has_app=is_two_factor_on(user),
        has_passkey=bool(passkeys_of(user)),
        may_trust=user.role is not Role.ADMIN,
    )


def with_recovery() -> bool:
    """Return whether the page asks for a recovery code."""
    return request.args.get("with") == "recovery-code"


def finish(pending: PendingLogin, *, trust: bool) -> ResponseReturnValue:
    """Log the person in, unless another request did."""
    if not second_step.finish(pending, trust=trust):
        return start_again()
    return go(after_login(pending.user, pending.next_path or None))


def start_again() -> ResponseReturnValue:
    flash(_("Log in again to continue."))
    return go(url_for("login.log_in"))
