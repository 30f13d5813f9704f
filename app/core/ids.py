"""Public ids: short, random, unguessable, and easy to read over the phone."""

import secrets

# No 0/O, 1/I/L, or U: no character is misheard, and no word is spelled by accident.
ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
# Of 256 values of a byte, 240 are as many for each of the 30 letters; the others are dropped.
LETTERS, DROPPED = bytes(ord(ALPHABET[byte % 30]) for byte in range(256)), bytes(range(240, 256))


def public_id(prefix: str = "CW", groups: int = 2) -> str:
    """Return an id like CW-7K3M-Q2XD: 30**8 possibilities, and its table also requires it to be unique."""
    letters = ""
    while len(letters) < 4 * groups:
        letters += secrets.token_bytes(4 * groups).translate(LETTERS, DROPPED).decode()
    return "-".join((prefix, *(letters[place : place + 4] for place in range(0, 4 * groups, 4))))


def token() -> str:
    """Return 128 random bits for cookies and keys, as 22 URL-safe characters."""
    return secrets.token_urlsafe(16)
