"""The keys of a provider, and the id_tokens that it signs with them."""

from typing import Any

from joserfc import jwt
from joserfc.jwk import KeySetSerialization, OctKey, RSAKey

from sandbox.identity.faults import Fault, WrongToken
from sandbox.identity.people import Person

SECONDS = 3600
ALGORITHM = "RS256"


class Keys:
    """A provider's keys. The newest signs. After a rotation, the former key is no longer published."""

    def __init__(self) -> None:
        self.signing = new_key()

    def rotate(self) -> None:
        self.signing = new_key()

    def published(self) -> KeySetSerialization:
        public = {**self.signing.as_dict(private=False), "alg": ALGORITHM, "use": "sig"}
        return {"keys": [public]}


def new_key() -> RSAKey:
    return RSAKey.generate_key(2048, auto_kid=True)


def claims_of(person: Person, *, provider: str, issuer: str, client_id: str, nonce: str, now: int) -> dict[str, Any]:
    """Return the claims of an id_token, as the provider writes them: Apple sends booleans as text."""
    claims: dict[str, Any] = {
        "iss": issuer,
        "aud": client_id,
        "sub": person.subject,
        "iat": now,
        "exp": now + SECONDS,
        "email": person.email,
    }
    if nonce:
        claims["nonce"] = nonce
    if provider == "google":
        return {**claims, "azp": client_id, "name": person.name, "email_verified": True}
    return {
        **claims,
        "nonce_supported": True,
        "email_verified": "true",
        **({"is_private_email": "true"} if person.is_private else {}),
    }


def id_token(claims: dict[str, Any], *, keys: Keys, fault: Fault, client_secret: str) -> str | None:
    """Return a signed id_token with what `fault` makes wrong, or None if it must be missing."""
    if not fault.email_verified:
        claims = {**claims, "email_verified": False}
    claims = wrong_claims(claims, fault.token)
    header = {"alg": ALGORITHM, "kid": str(keys.signing.kid)}
    match fault.token:
        case WrongToken.MISSING:
            return None
        case WrongToken.NONE_ALGORITHM:
            return jwt.encode({"alg": "none"}, claims, OctKey.import_key("unused"), ["none"])
        case WrongToken.HMAC:
            return jwt.encode({**header, "alg": "HS256"}, claims, OctKey.import_key(client_secret), ["HS256"])
        case WrongToken.FORGED:
            return jwt.encode(header, claims, new_key(), [ALGORITHM])
        case WrongToken.UNSIGNED:
            return jwt.encode(header, claims, keys.signing, [ALGORITHM]).rpartition(".")[0] + "."
    return jwt.encode(header, claims, keys.signing, [ALGORITHM])


def wrong_claims(claims: dict[str, Any], wrong: WrongToken | None) -> dict[str, Any]:
    changes: dict[WrongToken, dict[str, Any]] = {
        WrongToken.NONCE: {"nonce": "another"},
        WrongToken.AUDIENCE: {"aud": "another-client", "azp": "another-client"},
        WrongToken.ISSUER: {"iss": "https://accounts.evil.example"},
        WrongToken.EXPIRED: {"iat": claims["iat"] - 2 * SECONDS, "exp": claims["exp"] - 2 * SECONDS},
    }
    removed = {WrongToken.NO_NONCE: "nonce", WrongToken.NO_EMAIL: "email"}
    changed = {**claims, **(changes.get(wrong, {}) if wrong else {})}
    if wrong in removed:
        changed.pop(removed[wrong], None)
    return changed
