"""Codes of gift cards, and the keyed hashes of them that rows hold.

A code has 78 bits. It is made with a key of GIFT_CARD_KEYS from the order's number and the number of the delivery, so a
job that runs twice sends the same code. Its hash needs a key, too: a copy of the database helps nobody to find a code.
The first key makes new codes, and all of them find codes.
"""

import hmac
from hashlib import sha256, sha512

from app.core.ids import DROPPED, LETTERS
from app.core.settings import settings

PREFIX, LENGTH = "GIFT", 16


def code_of(order_number: str, delivery: int) -> str:
    """Return the code of a delivery: GIFT-7K3M-Q2XD-9VTR-C4WH."""
    digest = hmac.digest(settings().gift_card_key_bytes[0], f"code {order_number} {delivery}".encode(), sha512)
    letters = digest.translate(LETTERS, DROPPED).decode()[:LENGTH]
    return "-".join((PREFIX, *(letters[place : place + 4] for place in range(0, LENGTH, 4))))


def hash_of(code: str) -> str:
    """Return the hash of a new code, under the first key."""
    return hashes_of(code)[0]


def hashes_of(typed: str) -> list[str]:
    """Return the hashes that a typed code may have, one for each key."""
    letters = "".join(letter for letter in typed.upper() if letter.isalnum()).removeprefix(PREFIX)
    return [hmac.digest(key, f"hash {letters}".encode(), sha256).hex() for key in settings().gift_card_key_bytes]
