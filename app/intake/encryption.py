"""Encryption of health answers under the keys of HEALTH_KEYS. The row of a ciphertext is named by its random key."""

import json
from collections.abc import Sequence
from typing import cast

from app.core import encryption
from app.core.encryption import Keyring, Sealed
from app.core.settings import settings
from app.intake.questions import Answers

PURPOSE = "health key"


class HealthKeyring:
    """The keys of HEALTH_KEYS in the order of the setting."""

    def __init__(self, keys: Sequence[bytes]) -> None:
        self._keys = Keyring(keys, purpose=PURPOSE)
        self.current = self._keys.current

    def seal(self, answers: Answers, *, row: str) -> Sealed:
        """Encrypt the answers of a row."""
        return self._keys.encrypt(json.dumps(answers, ensure_ascii=False).encode(), row=row)

    def open(self, sealed: Sealed, *, row: str) -> Answers:
        """Decrypt the answers of a row. Raises KeyMissing."""
        return cast(Answers, json.loads(self._keys.decrypt(sealed, row=row)))


def key_id(key: bytes) -> str:
    """Return the public name of a key, which reveals nothing about it."""
    return encryption.key_id(key, purpose=PURPOSE)


def keyring() -> HealthKeyring:
    """Return the keys of the running application."""
    return HealthKeyring(settings().health_key_bytes)
