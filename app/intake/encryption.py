"""Encryption of health answers: AES-256-GCM under the keys of HEALTH_KEYS, which are apart from SECRET_KEY.

The first key encrypts and all of them decrypt. Each ciphertext is bound to the row that it belongs to, so that one
guest's answers cannot be moved to another's row.
"""

import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import cast

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from app.core.settings import settings
from app.intake.questions import Answers

NONCE = 12  # bytes, as AES-GCM expects; random, because a key encrypts far fewer than 2**32 answers


class KeyMissing(Exception):
    """No key of HEALTH_KEYS opens this ciphertext: the key was removed too early, or the row was changed."""


@dataclass(frozen=True, slots=True)
class Sealed:
    """Encrypted answers, and the id of the key that encrypted them."""

    content: bytes
    key_id: str


class Keyring:
    """The keys in the order of the setting."""

    def __init__(self, keys: Sequence[bytes]) -> None:
        self._keys: Mapping[str, bytes] = {key_id(key): key for key in keys}
        self.current = key_id(keys[0])

    def seal(self, answers: Answers, *, row: str) -> Sealed:
        """Encrypt the answers of a row, named by its random key."""
        return self.seal_bytes(json.dumps(answers, ensure_ascii=False).encode(), row=row)

    def seal_bytes(self, plain: bytes, *, row: str) -> Sealed:
        """Encrypt a file that belongs to a row."""
        nonce = secrets.token_bytes(NONCE)
        content = AESGCM(self._keys[self.current]).encrypt(nonce, plain, row.encode())
        return Sealed(nonce + content, self.current)

    def open(self, sealed: Sealed, *, row: str) -> Answers:
        """Decrypt the answers of a row. Raises KeyMissing."""
        return cast(Answers, json.loads(self.open_bytes(sealed, row=row)))

    def open_bytes(self, sealed: Sealed, *, row: str) -> bytes:
        """Decrypt a file that belongs to a row. Raises KeyMissing."""
        key = self._keys.get(sealed.key_id)
        if key is None:
            raise KeyMissing(sealed.key_id)
        try:
            return AESGCM(key).decrypt(sealed.content[:NONCE], sealed.content[NONCE:], row.encode())
        except InvalidTag:
            raise KeyMissing(sealed.key_id) from None


def key_id(key: bytes) -> str:
    """Return the public name of a key, which reveals nothing about it."""
    return sha256(b"cozywish health key\0" + key).hexdigest()[:16]


def keyring() -> Keyring:
    """Return the keys of the running application."""
    return Keyring(settings().health_key_bytes)
