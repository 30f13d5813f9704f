"""Public ids: short, random, unguessable, and easy to read over the phone."""

import secrets

# No 0/O, 1/I/L, or U: no character is misheard, and no word is spelled by accident.
ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"


def public_id(prefix: str = "CW", groups: int = 2) -> str:
    """Return an id like CW-7K3M-Q2XD: 30**8 possibilities, and its table also requires it to be unique."""
    parts = ("".join(secrets.choice(ALPHABET) for _ in range(4)) for _ in range(groups))
    return "-".join((prefix, *parts))


def token() -> str:
    """Return 128 random bits for cookies and keys, as 22 URL-safe characters."""
    return secrets.token_urlsafe(16)
