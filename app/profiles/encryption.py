"""Encryption of preferences and allergies under HEALTH_KEYS, apart from health answers: a purpose of its own."""

from app.core.encryption import Keyring, Sealed
from app.core.settings import settings

PURPOSE = "care note key"


def keyring() -> Keyring:
    """Return the keys of the running application."""
    return Keyring(settings().health_key_bytes, purpose=PURPOSE)


def row_of(user_id: int) -> str:
    """Return the name of a person's row, to which the ciphertext is bound."""
    return f"care note of {user_id}"


def seal(text: str, *, user_id: int, keys: Keyring | None = None) -> Sealed:
    return (keys or keyring()).encrypt(text.encode(), row=row_of(user_id))


def unseal(sealed: Sealed, *, user_id: int, keys: Keyring | None = None) -> str:
    """Decrypt the note of a person. Raises KeyMissing."""
    return (keys or keyring()).decrypt(sealed, row=row_of(user_id)).decode()
