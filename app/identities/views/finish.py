"""What follows once a person is back: a login, a new account, a connected account, or a proof of who they are."""

from flask import flash, make_response, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from app.accounts import sessions
from app.accounts.actions.accounts import AddressTaken
from app.accounts.enums import LoginMethod
from app.accounts.guards import current_user_or_403
from app.accounts.models import User
from app.accounts.step_up import confirm_first, is_recently_proven
from app.core.errors import Conflict
from app.identities import actions, attempt_cookie
from app.identities.enums import AttemptPurpose, Provider
from app.identities.errors import IdentityErrorCode
from app.identities.forms import ConnectForm, NameForm
from app.identities.models import IdentityAttempt
from app.identities.queries import identity_of_subject, returned_attempt
from app.identities.views import bp
from app.identities.views.providers import of_provider
from app.login.entrance import after_login, enter
from app.login.proofs import proofs_of
from app.web.htmx import go


@bp.route("/finish", methods=["GET", "POST"])
@of_provider
def finish(provider: Provider) -> ResponseReturnValue:
    """Do what the person went to the provider for."""
    attempt = returned_attempt(provider, attempt_cookie.result_secret(provider))
    if attempt.purpose is AttemptPurpose.LOG_IN:
        return finish_log_in(attempt)
    if not current_user.is_authenticated:
        return go(url_for("login.log_in", next=here(attempt)))
    user = current_user_or_403()
    if user.id != attempt.user_id:
        raise Conflict(IdentityErrorCode.WRONG_ACCOUNT)
    if attempt.purpose is AttemptPurpose.STEP_UP:
        return finish_step_up(attempt, user)
    return finish_proof(attempt, user) if attempt.purpose is AttemptPurpose.PROVE else connected(attempt, user)


def finish_log_in(attempt: IdentityAttempt) -> ResponseReturnValue:
    """Log in the user whose account is connected, or create an account, unless the email address has one."""
    user = actions.known_user(attempt=attempt)
    if user is not None:
        actions.end_attempt(attempt=attempt)
        return arrived(attempt, user, LoginMethod(attempt.provider.value))
    if actions.await_proof(attempt=attempt):
        flash(
            _(
                "You already have an account with %(email)s. Log in once to connect %(provider)s.",
                email=attempt.email,
                provider=attempt.provider.label,
            ),
            "note",
        )
        return go(url_for("login.log_in", next=here(attempt)))
    form = NameForm()
    name = attempt.name or (form.name.value if form.validate_on_submit() else "")
    if not name:
        html = render_template("identities/name.html", form=form, attempt=attempt)
        return make_response(html, 422 if form.errors else 200)
    try:
        return arrived(attempt, actions.create_account(attempt=attempt, name=name), LoginMethod.REGISTRATION)
    except AddressTaken:
        return go(here(attempt))  # another tab was faster


def finish_proof(attempt: IdentityAttempt, user: User) -> ResponseReturnValue:
    """Ask the account holder, who has just logged in, whether to connect the provider's account."""
    if not is_recently_proven():
        return confirm_first(here(attempt))
    form = ConnectForm()
    if form.validate_on_submit():
        return connected(attempt, user)
    return make_response(render_template("identities/connect.html", form=form, attempt=attempt, user=user))


def finish_step_up(attempt: IdentityAttempt, user: User) -> ResponseReturnValue:
    identity = identity_of_subject(attempt.provider, attempt.subject or "")
    if identity is None or identity.user_id != user.id:
        raise Conflict(IdentityErrorCode.NOT_THIS_ACCOUNT, provider=attempt.provider.label)
    if not proofs_of(user).provider:
        raise Conflict(IdentityErrorCode.NEEDS_TWO_FACTORS, provider=attempt.provider.label)
    actions.end_attempt(attempt=attempt)
    sessions.renew(proven=True)
    return go(attempt.next or url_for("account.security"))


def connected(attempt: IdentityAttempt, user: User) -> ResponseReturnValue:
    actions.connect(user=user, attempt=attempt, ip=request.remote_addr or "")
    provider = attempt.provider.label
    flash(_("%(provider)s is connected. You can log in with it from now on.", provider=provider))
    return go(after_login(user, attempt.next or url_for("account.security")))


def arrived(attempt: IdentityAttempt, user: User, method: LoginMethod) -> Response:
    """Log in, and end what the browser remembers of the attempt."""
    response = enter(user, method=method, next_page=attempt.next or None)
    attempt_cookie.forget_result(response, attempt.provider)
    return response


def here(attempt: IdentityAttempt) -> str:
    return url_for("identities.finish", provider=attempt.provider.value)
