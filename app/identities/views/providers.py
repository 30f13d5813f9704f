"""The provider that a URL names, and the page on which a violated rule ends."""

from collections.abc import Callable
from functools import wraps

from flask import flash, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.core.db import roll_back
from app.core.errors import DomainError, NotFound
from app.identities import gateway_flows
from app.identities.enums import Provider
from app.identities.errors import IdentityErrorCode
from app.web.htmx import go
from app.web.security import keep_nowhere

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
