"""Exchanges with a provider, each in named steps: read and store, call, store the answer.

No transaction is open during a call: each flow runs `session.commit()` before it. The last step is left to the caller's
own commit.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from secrets import token_urlsafe

from app.core.db import session
from app.core.errors import DomainError, NotFound, Unavailable
from app.core.logs import log
from app.identities import actions
from app.identities.enums import AttemptPurpose, Provider
from app.identities.errors import IdentityErrorCode
from app.identities.provider import IdentityProvider, ProviderDown, ProviderRefused, Secrets, providers


def start(provider: Provider, *, purpose: AttemptPurpose, user_id: int | None, next_page: str) -> tuple[str, str]:
    """Begin an attempt. Returns the address of the provider's page and the secret for the browser's cookie.

    Raises Unavailable if the provider does not answer.
    """
    secrets, browser = new_secrets(), token_urlsafe(32)
    session.commit()

    with _translated(provider):
        url = provider_of(provider).page_url(secrets)

    actions.begin_attempt(
        provider=provider, purpose=purpose, secrets=secrets, browser=browser, user_id=user_id, next_page=next_page
    )
    return url, browser


def receive(provider: Provider, *, code: str, state: str, browser: str, name: str) -> str:
    """Exchange the code that a person came back with. Returns a new secret for the browser's cookie.

    `name` is what Apple posts beside the code. Raises Conflict for a state that is not this browser's, and DomainError
    if the provider's answer cannot be used.
    """
    attempt = actions.use_state(provider=provider, state=state, browser=browser)
    secrets = Secrets(state=state, nonce=attempt.nonce, code_verifier=attempt.code_verifier)
    session.commit()

    with _translated(provider):
        claims = provider_of(provider).claims(code=code, secrets=secrets)

    fresh = token_urlsafe(32)
    actions.note_claims(attempt_id=attempt.id, claims=replace(claims, name=claims.name or name), browser=fresh)
    return fresh


def new_secrets() -> Secrets:
    return Secrets(state=token_urlsafe(32), nonce=token_urlsafe(32), code_verifier=token_urlsafe(48))


def provider_of(provider: Provider) -> IdentityProvider:
    """Return the adapter of a provider. Raises NotFound if it is not set up."""
    found = providers().get(provider)
    if found is None:
        raise NotFound(IdentityErrorCode.NO_SUCH_PROVIDER)
    return found


@contextmanager
def _translated(provider: Provider) -> Iterator[None]:
    """Log what went wrong in a call, and raise what people read about it."""
    try:
        yield
    except ProviderDown as trouble:
        log.warning("identity provider did not answer", provider=provider.value, reason=str(trouble))
        raise Unavailable(IdentityErrorCode.PROVIDER_DOWN, provider=provider.label) from None
    except ProviderRefused as trouble:
        log.warning("identity provider's answer was refused", provider=provider.value, reason=str(trouble))
        raise DomainError(IdentityErrorCode.PROVIDER_REFUSED, provider=provider.label) from None
