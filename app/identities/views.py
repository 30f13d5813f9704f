"""Logging in with Google or Apple: the way to the provider, the way back, and what follows.

The way back ends with a redirect to `finish`. Apple's is a form of another site, with which browsers send no log-in
session and no cart, so nothing may touch the session there.
"""

from collections.abc import Callable
from functools import wraps

from flask import Blueprint, flash, make_response, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from app.accounts import sessions
from app.accounts.actions.accounts import AddressTaken
from app.accounts.actions.security_events import record_event
from app.accounts.enums import LoginMethod
from app.accounts.guards import current_user_or_403, login_required
from app.accounts.models import User
from app.accounts.step_up import is_recently_proven, step_up_required
from app.core.db import roll_back
from app.core.errors import Conflict, DomainError, NotFound, error_text
from app.identities import actions, attempt_cookie, gateway_flows
from app.identities.enums import AttemptPurpose, Provider
from app.identities.errors import IdentityErrorCode
from app.identities.forms import ConnectForm, NameForm, posted_name
from app.identities.models import IdentityAttempt
from app.identities.queries import identity_of_subject, returned_attempt
from app.login.entrance import after_login, enter, next_path
from app.login.proofs import proofs_of
from app.two_factor.queries.passkeys import passkeys_of
from app.web.extensions import csrf
from app.web.htmx import go
from app.web.refusals import note_refusal
from app.web.route_limits import limited
from app.web.security import keep_nowhere

bp = Blueprint("identities", __name__, url_prefix="/login/with/<provider>")

LONGEST_NEXT = 2000
CANCELED = frozenset({"access_denied", "user_cancelled_authorize"})

View = Callable[[Provider], ResponseReturnValue]


def of_provider(view: View) -> Callable[[str], ResponseReturnValue]:
    """Pass the provider to a view. A violated rule ends on the page where the person can choose another way."""

    @wraps(view)
    def found(provider: str) -> ResponseReturnValue:
        known = provider_called(provider)
        keep_nowhere()
        try:
            return view(known)
        except DomainError as error:
            roll_back()
            return ended(error.message)

    return found


def provider_called(name: str) -> Provider:
    """Return a provider that is set up. Raises NotFound."""
    if name not in set(Provider):
        raise NotFound(IdentityErrorCode.NO_SUCH_PROVIDER)
    gateway_flows.provider_of(Provider(name))
    return Provider(name)


def ended(message: str) -> ResponseReturnValue:
    """Say what went wrong on the page where the person can try again."""
    flash(message, "note")
    return go(url_for("account.security" if current_user.is_authenticated else "login.log_in"))


@bp.post("")
@limited("providers")
@of_provider
def log_in(provider: Provider) -> ResponseReturnValue:
    return depart(provider, AttemptPurpose.LOG_IN)


@bp.post("/connect")
@limited("providers")
@login_required
@step_up_required
@of_provider
def connect(provider: Provider) -> ResponseReturnValue:
    return depart(provider, AttemptPurpose.CONNECT, current_user_or_403())


@bp.post("/confirm")
@limited("providers")
@login_required
@of_provider
def confirm(provider: Provider) -> ResponseReturnValue:
    """Prove with a connected account that it is still the same person who uses this session."""
    return depart(provider, AttemptPurpose.STEP_UP, current_user_or_403())


@bp.post("/disconnect")
@login_required
@step_up_required
@of_provider
def disconnect(provider: Provider) -> ResponseReturnValue:
    user = current_user_or_403()
    other_ways = user.password_hash is not None or bool(passkeys_of(user))
    if actions.disconnect(user=user, provider=provider, other_ways=other_ways):
        record_event(actions.DISCONNECTED[provider], user=user, ip=request.remote_addr or "")
    flash(_("%(provider)s is disconnected.", provider=provider.label))
    return go(url_for("account.security"))


def depart(provider: Provider, purpose: AttemptPurpose, user: User | None = None) -> ResponseReturnValue:
    """Send the person to the provider's page."""
    next_page = next_path() or ""
    url, secret = gateway_flows.start(
        provider,
        purpose=purpose,
        user_id=user.id if user else None,
        next_page=next_page if len(next_page) <= LONGEST_NEXT else "",
    )
    response = go(url)
    attempt_cookie.send_state(response, provider, secret, posts_answer=gateway_flows.provider_of(provider).posts_answer)
    return response


@bp.route("/callback", methods=["GET", "POST"])
def callback(provider: str) -> ResponseReturnValue:
    """Take what the person brings back from the provider. Its state is what a CSRF token is elsewhere."""
    known = provider_called(provider)
    answer = request.form if gateway_flows.provider_of(known).posts_answer else request.args
    keep_nowhere()
    try:
        check_no_error(known, answer.get("error", ""))
        secret = gateway_flows.receive(
            known,
            code=answer.get("code", ""),
            state=answer.get("state", ""),
            browser=attempt_cookie.state_secret(known),
            name=posted_name(answer.get("user", "")),
        )
    except DomainError as error:
        roll_back()
        reason = getattr(error.reason, "name", "").lower()
        note_refusal("log_in.refused", method=provider, reason=reason)
        return go(url_for(".failed", provider=provider, reason=reason))
    response = go(url_for(".finish", provider=provider))
    attempt_cookie.send_result(response, known, secret)
    return response


csrf.exempt(callback)  # Apple's page has no CSRF token; the state and the cookie replace it


def check_no_error(provider: Provider, error: str) -> None:
    """Raise DomainError if the provider sent the person back with an error instead of a code."""
    if error in CANCELED:
        raise DomainError(IdentityErrorCode.CANCELED, provider=provider.label)
    if error:
        raise DomainError(IdentityErrorCode.PROVIDER_REFUSED, provider=provider.label)


@bp.get("/failed")
@of_provider
def failed(provider: Provider) -> ResponseReturnValue:
    """Say why the way back failed. The callback can't, because a message would be part of the session."""
    name = request.args.get("reason", "").upper()
    known = name in IdentityErrorCode.__members__
    code = IdentityErrorCode[name] if known else IdentityErrorCode.PROVIDER_REFUSED
    return ended(error_text(code, provider=provider.label))


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
        return go(url_for("login.confirm", next=here(attempt)))
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
    actions.connect(user=user, attempt=attempt)
    record_event(actions.CONNECTED[attempt.provider], user=user, ip=request.remote_addr or "")
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
