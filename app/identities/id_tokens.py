"""The signed token in which a provider says who a person is (OpenID Connect Core 1.0, 3.1.3.7 lists its checks)."""

from dataclasses import dataclass
from typing import Any

from email_validator import EmailNotValidError
from joserfc import jwt
from joserfc.jwk import KeySet
from joserfc.jwt import JWTClaimsRegistry

from app.core import clock
from app.identities.provider import Claims, ProviderRefused, clean_name
from app.web.forms import mail_address

# By how much our clock and the provider's may differ.
LEEWAY_SECONDS = 60
# The only algorithm that Google and Apple sign with. It excludes "none", and HMAC with a public key as the secret.
ALGORITHMS = ("RS256",)
LONGEST_SUBJECT = 255


@dataclass(frozen=True, slots=True)
class Checks:
    """What a token must say: who made it, for which application, and for which attempt."""

    issuer: str
    client_id: str
    nonce: str


def claims_in(token: str, keys: KeySet, checks: Checks) -> Claims:
    """Return what a token says. Raises JoseError and ProviderRefused if it fails a check."""
    claims = jwt.decode(token, keys, ALGORITHMS).claims
    JWTClaimsRegistry(
        now=int(clock.now().timestamp()),
        leeway=LEEWAY_SECONDS,
        iss={"essential": True, "value": checks.issuer},
        sub={"essential": True},
        exp={"essential": True},
        iat={"essential": True},
        nonce={"essential": True, "value": checks.nonce},
    ).validate(claims)
    # Not by the registry, which accepts a token for several audiences.
    if claims.get("aud") not in (checks.client_id, [checks.client_id]):
        raise ProviderRefused("a token for another client")
    return read_claims(claims)


def read_claims(claims: dict[str, Any]) -> Claims:
    """Return the claims of a checked token. Apple sends booleans as text, or as they are."""
    subject = claims["sub"]
    if not isinstance(subject, str) or not 0 < len(subject) <= LONGEST_SUBJECT or not subject.isprintable():
        raise ProviderRefused("no usable subject")
    name = claims.get("name")
    return Claims(
        subject,
        email_of(claims.get("email")),
        claims.get("email_verified") in (True, "true"),
        clean_name(name) if isinstance(name, str) else "",
    )


def email_of(address: object) -> str:
    """Return an email address as our forms write it, or an empty text."""
    try:
        return mail_address(address) if isinstance(address, str) else ""
    except EmailNotValidError:
        return ""
