"""Encryption of the seeds of authenticator apps under the keys of TWO_FACTOR_KEYS."""

from app.core.encryption import Keyring
from app.core.settings import settings

PURPOSE = "two-factor key"


def keyring() -> Keyring:
    """Return the keys of the running application."""
    return Keyring(settings().two_factor_key_bytes, purpose=PURPOSE)


def row_of(user_id: int) -> str:
    """Return the name to which a person's seed is bound."""
    return f"authenticator app of {user_id}"
