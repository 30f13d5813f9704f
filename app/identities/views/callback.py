"""The way back from a provider."""

from flask import request, url_for
from flask.typing import ResponseReturnValue

from app.core.db import roll_back
from app.core.errors import DomainError, error_text
from app.identities import attempt_cookie, gateway_flows
from app.identities.enums import Provider
from app.identities.errors import IdentityErrorCode
from app.identities.forms import posted_name
from app.identities.views import bp
from app.identities.views.providers import ended, of_provider, provider_called
from app.web.extensions import csrf
from app.web.htmx import go
from app.web.refusals import note_refusal
from app.web.security import keep_nowhere

CANCELED = frozenset({"access_denied", "user_cancelled_authorize"})


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
