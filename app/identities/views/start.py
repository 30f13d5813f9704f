"""The way to a provider, and the end of a connection to one."""

from flask import flash, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.accounts.guards import current_user_or_403, login_required
from app.accounts.models import User
from app.accounts.step_up import step_up_required
from app.identities import actions, attempt_cookie, gateway_flows
from app.identities.enums import AttemptPurpose, Provider
from app.identities.views import bp
from app.identities.views.providers import of_provider
from app.login.entrance import next_path
from app.web.htmx import go
from app.web.route_limits import limited

LONGEST_NEXT = 2000


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
    actions.disconnect(user=current_user_or_403(), provider=provider, ip=request.remote_addr or "")
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
