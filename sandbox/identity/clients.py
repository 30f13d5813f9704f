"""The one application that each provider knows, and how it proves that it asks for a token."""

from secrets import compare_digest

from authlib.oauth2.rfc6749 import ClientMixin
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import ECKey
from joserfc.jwt import JWTClaimsRegistry

from sandbox.identity.state import current, issuer_of

SCOPES = frozenset({"openid", "email", "profile", "name"})
# Apple accepts a secret for at most six months.
LONGEST_SECRET = 15777000


class Client(ClientMixin):  # type: ignore[misc]  # Authlib has no types
    """The application, with the addresses that the provider may send people back to."""

    auth_methods: tuple[str, ...] = ("client_secret_basic", "client_secret_post")

    def __init__(self, client_id: str, *, redirect_uri: str) -> None:
        self.client_id, self.redirect_uri = client_id, redirect_uri

    def get_client_id(self) -> str:
        return self.client_id

    def get_default_redirect_uri(self) -> str:
        return self.redirect_uri

    def get_allowed_scope(self, scope: str) -> str:
        return " ".join(word for word in (scope or "").split() if word in SCOPES)

    def check_redirect_uri(self, redirect_uri: str) -> bool:
        return redirect_uri == self.redirect_uri

    def check_endpoint_auth_method(self, method: str, _endpoint: str) -> bool:
        return method in self.auth_methods

    def check_response_type(self, response_type: str) -> bool:
        return response_type == "code"

    def check_grant_type(self, grant_type: str) -> bool:
        return grant_type == "authorization_code"


class GoogleClient(Client):
    def __init__(self, client_id: str, secret: str, *, redirect_uri: str) -> None:
        super().__init__(client_id, redirect_uri=redirect_uri)
        self.secret = secret

    def check_client_secret(self, secret: str) -> bool:
        return compare_digest(self.secret, secret)


class AppleClient(Client):
    """Its secret is a token (ES256) that the application signs with the key it got from Apple."""

    auth_methods = ("client_secret_post",)
    secret = ""

    def __init__(self, client_id: str, *, team_id: str, key_id: str, private_key: str, redirect_uri: str) -> None:
        super().__init__(client_id, redirect_uri=redirect_uri)
        self.team_id, self.key_id = team_id, key_id
        self.key = ECKey.import_key(private_key)

    def check_client_secret(self, secret: str) -> bool:
        claims = JWTClaimsRegistry(
            now=current().now(),
            leeway=60,
            iss={"essential": True, "value": self.team_id},
            sub={"essential": True, "value": self.client_id},
            aud={"essential": True, "value": issuer_of("apple")},
            iat={"essential": True},
            exp={"essential": True},
        )
        try:
            token = jwt.decode(secret, self.key, ["ES256"])
            claims.validate(token.claims)
        except JoseError:
            return False
        lasts = int(token.claims["exp"]) - int(token.claims["iat"])
        return token.header.get("kid") == self.key_id and lasts <= LONGEST_SECRET
