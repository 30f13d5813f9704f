"""Random tokens in cookies, and tokens and codes in emails. The database stores at most their hashes."""

import hmac
from base64 import urlsafe_b64encode
from hashlib import sha256

from app.core.settings import settings


def hash_of(token: str) -> str:
    """Hash a token. Its 128 random bits need neither a salt nor a slow hash."""
    return sha256(token.encode()).hexdigest()


def link_token(public_id: str) -> str:
    """Return the token of a link in an email, as 22 URL-safe characters.

    It is signed with the application's secret. So the job that sends the email can make it again, the queue never holds
    it, and the database alone reveals no token.
    """
    return urlsafe_b64encode(_signature("email-link", public_id)[:16]).rstrip(b"=").decode()


def code_of(public_id: str) -> str:
    """Return the six digits of a code in an email, made like `link_token`."""
    return f"{int.from_bytes(_signature('email-code', public_id)[:8]) % 1_000_000:06}"


def _signature(purpose: str, public_id: str) -> bytes:
    key = settings().secret_key.get_secret_value().encode()
    return hmac.digest(key, f"{purpose}/{public_id}".encode(), sha256)
