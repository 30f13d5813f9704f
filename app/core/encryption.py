"""Encryption of single values: AES-256-GCM under keys that are apart from SECRET_KEY and from the database.

The first key of a keyring encrypts and all of them decrypt. Each ciphertext is bound to the row that it belongs to, so
that one person's value cannot be moved to another's row.
"""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

NONCE = 12  # bytes, as AES-GCM expects; random, because a key encrypts far fewer than 2**32 values


class KeyMissing(Exception):
    """No key opens this ciphertext: the key was removed too early, or the row was changed."""


@dataclass(frozen=True, slots=True)
class Sealed:
    """An encrypted value, and the id of the key that encrypted it."""

    content: bytes
    key_id: str


class Keyring:
    """The keys of a setting, in its order. `purpose` is part of the ids of the keys, which rows store."""

    def __init__(self, keys: Sequence[bytes], *, purpose: str) -> None:
        self._keys: Mapping[str, bytes] = {key_id(key, purpose=purpose): key for key in keys}
        self.current = key_id(keys[0], purpose=purpose)

    def encrypt(self, plain: bytes, *, row: str) -> Sealed:
        """Encrypt a value of a row, named by a key that no other row has."""
        nonce = secrets.token_bytes(NONCE)
        content = AESGCM(self._keys[self.current]).encrypt(nonce, plain, row.encode())
        return Sealed(nonce + content, self.current)

    def decrypt(self, sealed: Sealed, *, row: str) -> bytes:
        """Decrypt the value of a row. Raises KeyMissing."""
        key = self._keys.get(sealed.key_id)
        if key is None:
            raise KeyMissing(sealed.key_id)
        try:
            return AESGCM(key).decrypt(sealed.content[:NONCE], sealed.content[NONCE:], row.encode())
        except InvalidTag:
            raise KeyMissing(sealed.key_id) from None


def key_id(key: bytes, *, purpose: str) -> str:
    """Return the public name of a key, which reveals nothing about it."""
    return sha256(f"cozywish {purpose}\0".encode() + key).hexdigest()[:16]
