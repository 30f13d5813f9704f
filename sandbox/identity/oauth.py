"""The protocol: Authlib's authorization server, one for each provider."""

from typing import Any

from authlib.integrations.flask_oauth2 import AuthorizationServer
from authlib.oauth2.rfc6749.grants import AuthorizationCodeGrant
from authlib.oauth2.rfc7636 import CodeChallenge
from authlib.oidc.core.grants import OpenIDCode
from flask import Flask

from sandbox.identity.clients import Client
from sandbox.identity.state import Code, Provider, current, issuer_of
from sandbox.identity.tokens import claims_of, id_token


def server(app: Flask, name: str, client: Client) -> AuthorizationServer:
    """Return the authorization server of a provider, which knows only this client."""

    class CodeGrant(AuthorizationCodeGrant):  # type: ignore[misc]  # Authlib has no types
        TOKEN_ENDPOINT_AUTH_METHODS = client.auth_methods

        def save_authorization_code(self, code: str, request: Any) -> None:
            asked = request.payload.data
            provider().codes[code] = Code(
                code,
                client.client_id,
                request.payload.redirect_uri,
                request.scope,
                asked.get("nonce", ""),
                asked.get("code_challenge", ""),
                asked.get("code_challenge_method", ""),
                request.user,
            )

        def query_authorization_code(self, code: str, _client: Client) -> Code | None:
            return provider().codes.get(code)

        def delete_authorization_code(self, code: Code) -> None:
            provider().codes.pop(code.code, None)

        def authenticate_user(self, code: Code) -> Any:
            return code.person

    class Challenge(CodeChallenge):  # type: ignore[misc]
        def get_authorization_code_challenge(self, code: Code) -> str:
            return code.challenge

        def get_authorization_code_challenge_method(self, code: Code) -> str:
            return code.challenge_method

    class Token(OpenIDCode):  # type: ignore[misc]
        def exists_nonce(self, _nonce: str, _request: Any) -> bool:
            return False  # the application is what checks a nonce

        def process_token(self, grant: CodeGrant, response: Any) -> Any:
            _status, token, _headers = response
            code: Code = grant.request.authorization_code
            claims = claims_of(
                code.person,
                provider=name,
                issuer=issuer_of(name),
                client_id=client.client_id,
                nonce=code.nonce,
                now=current().now(),
            )
            secret = getattr(client, "secret", "")
            token["id_token"] = id_token(claims, keys=provider().keys, fault=provider().fault, client_secret=secret)
            return token

    def provider() -> Provider:
        return current().providers[name]

    def query_client(client_id: str) -> Client | None:
        return client if client_id == client.client_id else None

    made = AuthorizationServer(app, query_client, lambda _token, _request: None)
    # Apple ignores the code challenge, as it does everything that it doesn't know.
    made.register_grant(CodeGrant, [Token(), *([Challenge()] if name == "google" else [])])
    return made
