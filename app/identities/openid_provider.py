"""Google and Apple by OpenID Connect: Authlib speaks the protocol, and `id_tokens` checks the tokens.

Sources: OpenID Connect Core 1.0, RFC 7636 (PKCE), and Apple's documentation of its API.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from threading import BoundedSemaphore, Lock
from typing import Any
from urllib.parse import urlsplit

from authlib.common.errors import AuthlibBaseError
from authlib.integrations.requests_client import OAuth2Session
from joserfc import jwt
from joserfc.errors import InvalidKeyIdError, JoseError
from joserfc.jwk import ECKey, KeySet
from pydantic import BaseModel, ValidationError
from requests import RequestException

from app.core import clock
from app.identities.enums import Provider
from app.identities.id_tokens import Checks, claims_in
from app.identities.provider import Claims, IdentityProvider, ProviderDown, ProviderRefused, Secrets
from config import Settings

# For a connection, and for each answer.
TIMEOUT_SECONDS = (2.0, 4.0)
# How long the provider's addresses and keys are kept. An unknown key is looked up at once.
KEPT_SECONDS = 3600.0
APPLE_SECRET_LASTS = timedelta(minutes=5)


class Discovered(BaseModel):
    """The part of a discovery document that we use."""

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    code_challenge_methods_supported: list[str] = []


class Kept:
    """A value that is fetched when it is first needed, and again when it is too old."""

    def __init__(self, fetch: Callable[[], Any]) -> None:
        self._fetch, self._lock = fetch, Lock()
        self._value: Any = None
        self._until = 0.0

    def get(self, *, fresh: bool = False) -> Any:
        with self._lock:
            if fresh or self._value is None or time.monotonic() > self._until:
                self._value = self._fetch()
                self._until = time.monotonic() + KEPT_SECONDS
            return self._value


class OpenIdProvider:
    """One provider. At most `at_once` requests wait for it at a time, so it cannot block all threads."""

    def __init__(
        self,
        *,
        issuer: str,
        client_id: str,
        client_secret: Callable[[], str],
        redirect_uri: str,
        scope: str,
        auth_method: str,
        posts_answer: bool = False,
        at_once: int = 1,
    ) -> None:
        self.posts_answer = posts_answer
        self._issuer, self._client_id, self._client_secret = issuer, client_id, client_secret
        self._redirect_uri, self._scope, self._auth_method = redirect_uri, scope, auth_method
        self._room = BoundedSemaphore(at_once)
        self._discovered = Kept(self._discover)
        self._keys = Kept(self._fetch_keys)

    def page_url(self, secrets: Secrets) -> str:
        extra = {"response_mode": "form_post"} if self.posts_answer else {"prompt": "select_account"}
        with self._call(), self._client() as client:
            url, _state = client.create_authorization_url(
                self._addresses().authorization_endpoint,
                state=secrets.state,
                code_verifier=secrets.code_verifier if self._uses_pkce() else None,
                nonce=secrets.nonce,
                **extra,
            )
        return str(url)

    def claims(self, *, code: str, secrets: Secrets) -> Claims:
        with self._call():
            return self._claims_in(self._exchange(code, secrets), secrets.nonce)

    def _exchange(self, code: str, secrets: Secrets) -> str:
        """Return the id_token for a code."""
        verifier = {"code_verifier": secrets.code_verifier} if self._uses_pkce() else {}
        with self._client() as client:
            response = client.fetch_token(
                self._addresses().token_endpoint,
                grant_type="authorization_code",
                code=code,
                allow_redirects=False,
                **verifier,
            )
        token = response.get("id_token")
        if not isinstance(token, str):
            raise ProviderRefused("no id_token")
        return token

    def _claims_in(self, token: str, nonce: str) -> Claims:
        """Return what a token says that this provider signed for us and for this attempt."""
        checks = Checks(self._issuer, self._client_id, nonce)
        try:
            return claims_in(token, self._keys.get(), checks)
        except InvalidKeyIdError:
            return claims_in(token, self._keys.get(fresh=True), checks)

    def _discover(self) -> Discovered:
        found = Discovered.model_validate(self._get(f"{self._issuer}/.well-known/openid-configuration"))
        if found.issuer != self._issuer:
            raise ProviderDown(f"its issuer is {found.issuer!r}")
        addresses = (found.authorization_endpoint, found.token_endpoint, found.jwks_uri)
        if any(urlsplit(url).scheme != urlsplit(self._issuer).scheme for url in addresses):
            raise ProviderDown("an address without https")
        return found

    def _fetch_keys(self) -> KeySet:
        return KeySet.import_key_set(self._get(self._addresses().jwks_uri))

    def _get(self, url: str) -> Any:
        with self._client() as client:
            response = client.get(url, withhold_token=True, allow_redirects=False)
            response.raise_for_status()
            if response.is_redirect:
                raise ProviderDown("it redirects to another address")
            return response.json()

    def _addresses(self) -> Discovered:
        found: Discovered = self._discovered.get()
        return found

    def _uses_pkce(self) -> bool:
        return "S256" in self._addresses().code_challenge_methods_supported

    def _client(self) -> OAuth2Session:
        return OAuth2Session(
            self._client_id,
            self._client_secret(),
            token_endpoint_auth_method=self._auth_method,
            code_challenge_method="S256",
            scope=self._scope,
            redirect_uri=self._redirect_uri,
            default_timeout=TIMEOUT_SECONDS,
        )

    @contextmanager
    def _call(self) -> Iterator[None]:
        """Count one call, and translate what can go wrong in it."""
        if not self._room.acquire(blocking=False):
            raise ProviderDown("too many requests wait for it")
        try:
            yield
        except (RequestException, ValidationError) as error:
            raise ProviderDown(type(error).__name__) from None
        except JoseError as error:
            raise ProviderRefused(f"{type(error).__name__}: {error.error}") from None
        except AuthlibBaseError as error:
            raise ProviderRefused(f"{type(error).__name__}: {error.error}") from None
        except ValueError as error:  # an answer that is not JSON, or keys that are none
            raise ProviderDown(type(error).__name__) from None
        finally:
            self._room.release()


def apple_secret(settings: Settings) -> str:
    """Return a client secret as Apple wants it: a token that is signed with our key, and expires soon."""
    now = int(clock.now().timestamp())
    claims = {
        "iss": settings.apple_team_id,
        "sub": settings.apple_client_id,
        "aud": settings.apple_issuer,
        "iat": now,
        "exp": now + int(APPLE_SECRET_LASTS.total_seconds()),
    }
    key = ECKey.import_key(settings.apple_private_key.get_secret_value())
    return jwt.encode({"alg": "ES256", "kid": settings.apple_key_id}, claims, key, ["ES256"])


def configured(settings: Settings, *, at_once: int) -> dict[Provider, IdentityProvider]:
    """Return the providers that the settings name."""
    found: dict[Provider, IdentityProvider] = {}
    callback = f"{settings.base_url}/login/with/{{}}/callback"
    if settings.google_client_id:
        found[Provider.GOOGLE] = OpenIdProvider(
            issuer=settings.google_issuer,
            client_id=settings.google_client_id,
            client_secret=settings.google_client_secret.get_secret_value,
            redirect_uri=callback.format(Provider.GOOGLE),
            scope="openid email profile",
            auth_method="client_secret_basic",
            at_once=at_once,
        )
    if settings.apple_client_id:
        found[Provider.APPLE] = OpenIdProvider(
            issuer=settings.apple_issuer,
            client_id=settings.apple_client_id,
            client_secret=lambda: apple_secret(settings),
            redirect_uri=callback.format(Provider.APPLE),
            scope="openid email name",
            auth_method="client_secret_post",
            posts_answer=True,
            at_once=at_once,
        )
    return found
