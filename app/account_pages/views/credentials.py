"""A new password and a new email address, and an account that a stranger may have entered."""

from flask import flash, make_response, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.account_pages.views import bp
from app.accounts import sessions
from app.accounts.actions import credentials
from app.accounts.actions.email_links import send_link
from app.accounts.actions.secure import secure_account
from app.accounts.enums import EmailLinkKind
from app.accounts.guards import current_user_or_403, login_required
from app.accounts.sessions import current_login
from app.accounts.step_up import step_up_required
from app.core.sentences import join_sentences
from app.core.urls import local_path
from app.login.email_limits import emails_limited, own_emails_limited
from app.login.forms import NewEmailForm, NewPasswordForm
from app.web.htmx import go


@bp.route("/security/password", methods=["GET", "POST"])
@login_required
@step_up_required
def change_password() -> ResponseReturnValue:
    """Set a new password. The current one isn't asked for: the step-up has just proved it."""
    user = current_user_or_403()
    form = NewPasswordForm(user)
    if form.validate_on_submit():
        ip, is_first = request.remote_addr or "", user.password_hash is None
        credentials.change_password(user=user, password=form.password.value, keep=current_login(), ip=ip)
        sessions.renew()
        what = _("Your password is set.") if is_first else _("Your password is changed.")
        flash(join_sentences(what, _("Your other devices are logged out.")))
        return go(url_for("account.security"))
    html = render_template("account/password.html", form=form, user=user)
    return make_response(html, 422 if form.errors else 200)


@bp.route("/security/email", methods=["GET", "POST"])
@login_required
@step_up_required
@emails_limited
def change_email() -> ResponseReturnValue:
    """Send a link to the new mailbox. Nothing changes before its button is selected."""
    form, user = NewEmailForm(), current_user_or_403()
    if form.validate_on_submit():
        if form.email.value != user.email.lower():
            send_link(kind=EmailLinkKind.CHANGE_EMAIL, user=user, email=form.email.value)
            flash(_("We sent a link to %(email)s. Your email changes once you confirm it.", email=form.email.value))
            return go(url_for("account.security"))
        form.email.errors = [_("This is your email already.")]
    html = render_template("account/email.html", form=form, user=user)
    return make_response(html, 422 if form.errors else 200)


@bp.post("/security/email/send-again")
@login_required
@own_emails_limited
def send_verification() -> ResponseReturnValue:
    """Send the link that confirms the email address again. The earlier link ends."""
    user = current_user_or_403()
    if user.email_verified_at is None:
        send_link(kind=EmailLinkKind.VERIFY_EMAIL, user=user)
        flash(_("We sent a link to %(email)s. It works for seven days.", email=user.email))
    else:
        flash(_("Your email is already confirmed."))
    return go(local_path(request.form.get("next")) or url_for("account.security"))


@bp.get("/security/secure")
@login_required
def ask_to_secure() -> ResponseReturnValue:
    return render_template("account/secure.html")


@bp.post("/security/secure")
@login_required
def secure() -> ResponseReturnValue:
    """Log out all other devices, forget those that nobody confirmed, and lead to a new password."""
    secure_account(user=current_user_or_403(), keep=current_login(), ip=request.remote_addr or "")
    sessions.renew()
    flash(_("All other devices are logged out. Now choose a new password."))
    return go(url_for("account.change_password"))
