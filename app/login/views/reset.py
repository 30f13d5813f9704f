"""A new password for someone who forgot theirs, or who never had one."""

from flask import flash, make_response, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.accounts import sessions
from app.accounts.actions.credentials import reset_password as set_new_password
from app.accounts.actions.email_links import request_link
from app.accounts.enums import EmailLinkKind
from app.accounts.queries.email_links import open_link
from app.login.email_limits import emails_limited
from app.login.forms import AddressForm, NewPasswordForm
from app.login.link_pages import link_page
from app.login.views import bp
from app.web.htmx import go


@bp.route("/password/forgot", methods=["GET", "POST"])
@emails_limited
def forgot_password() -> ResponseReturnValue:
    """Send a link to set a new password. The answer is the same for addresses without an account."""
    form = AddressForm()
    if form.validate_on_submit():
        request_link(kind=EmailLinkKind.RESET_PASSWORD, email=form.email.value)
        return go(url_for("login.reset_link_sent"))
    return make_response(render_template("login/forgot_password.html", form=form), 422 if form.errors else 200)


@bp.get("/password/forgot/sent")
def reset_link_sent() -> ResponseReturnValue:
    return render_template("login/link_sent.html", again="login.forgot_password")


@bp.route("/password/reset/<token>", methods=["GET", "POST"])
@link_page
def reset_password(token: str) -> ResponseReturnValue:
    """Set a new password. The person then logs in with it, and with their second factor if they have one."""
    _link, user = open_link(EmailLinkKind.RESET_PASSWORD, token)
    form = NewPasswordForm(user)
    if form.validate_on_submit():
        set_new_password(token=token, password=form.password.value, ip=request.remote_addr or "")
        sessions.end()
        flash(_("Your new password is set. Log in with it."))
        return go(url_for("login.log_in"))
    html = render_template("login/reset_password.html", form=form, user=user, token=token)
    return make_response(html, 422 if form.errors else 200)


@bp.get("/.well-known/change-password")
def well_known_change_password() -> ResponseReturnValue:
    """Lead password managers to the page that changes a password, by the address that they know."""
    return go(url_for("account.change_password"))
