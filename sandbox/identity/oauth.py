"""The protocol: Authlib's authorization server, one for each provider."""

from typing import Any

from authlib.integrations.flask_oauth2 import AuthorizationServer
from authlib.oauth2.rfc6749.grants import AuthorizationCodeGrant
from authlib.oauth2.rfc7636 import CodeChallenge
from authlib.oidc.core.grants import OpenIDCode
from flask import Flask

from sandbox.identity.clients import Client
from sandbox.identity.people import Person
from sandbox.identity.state import Code, Provider, current, issuer_of
from sandbox.identity.tokens import claims_of, id_token


class ProviderServer(AuthorizationServer):  # type: ignore[misc]  # Authlib has no types
    """The authorization server of a provider, which knows one client."""

    def __init__(self, app: Flask, name: str, client: Client) -> None:
        super().__init__(app, self._client_of_id, lambda _token, _request: None)
        self.name, self.client = name, client
        # Apple ignores the code challenge, as it does everything that it doesn't know.
        self.register_grant(CodeGrant, [IdToken(), *([Challenge()] if name == "google" else [])])

    @property
    def provider(self) -> Provider:
        return current().providers[self.name]

    def _client_of_id(self, client_id: str) -> Client | None:
        return self.client if client_id == self.client.client_id else None


class CodeGrant(AuthorizationCodeGrant):  # type: ignore[misc]
    """Codes, kept in memory. Each works once."""

    # Those of all clients: a client says itself which it has.
    TOKEN_ENDPOINT_AUTH_METHODS = ("client_secret_basic", "client_secret_post")
    server: ProviderServer

    def save_authorization_code(self, code: str, request: Any) -> None:
        asked = request.payload.data
        self.server.provider.codes[code] = Code(
            code,
            self.server.client.client_id,
            request.payload.redirect_uri,
            request.scope,
            asked.get("nonce", ""),
            asked.get("code_challenge", ""),
            asked.get("code_challenge_method", ""),
            request.user,
        )

    def query_authorization_code(self, code: str, _client: Client) -> Code | None:
        return self.server.provider.codes.get(code)

    def delete_authorization_code(self, code: Code) -> None:
        self.server.provider.codes.pop(code.code, None)

    def authenticate_user(self, code: Code) -> Person:
        return code.person


class Challenge(CodeChallenge):  # type: ignore[misc]
    """PKCE, with the challenge that is stored with the code."""

    def get_authorization_code_challenge(self, code: Code) -> str:
        return code.challenge

    def get_authorization_code_challenge_method(self, code: Code) -> str:
        return code.challenge_method


class IdToken(OpenIDCode):  # type: ignore[misc]
    """The id_token that comes with the answer to a code."""

    def exists_nonce(self, _nonce: str, _request: Any) -> bool:
        return False  # the application is what checks a nonce

    def process_token(self, grant: CodeGrant, response: Any) -> Any:
        _status, token, _headers = response
        server, code = grant.server, grant.request.authorization_code
        claims = claims_of(
            code.person,
            provider=server.name,
            issuer=issuer_of(server.name),
            client_id=server.client.client_id,
            nonce=code.nonce,
            now=current().now(),
        )
        secret = getattr(server.client, "secret", "")
        provider = server.provider
        token["id_token"] = id_token(claims, keys=provider.keys, fault=provider.fault, client_secret=secret)
        return token
