"""Public ids: short, random, unguessable, and readable over the phone."""

import secrets

# No 0/O, 1/I/L or U: nobody mishears one, and no word is spelled by accident.
ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"


def public_id(prefix: str = "CW", groups: int = 2) -> str:
    """Such as CW-7K3M-Q2XD: 30**8 possibilities, and unique in its table besides."""
    parts = ("".join(secrets.choice(ALPHABET) for _ in range(4)) for _ in range(groups))
    return "-".join((prefix, *parts))


def token() -> str:
    """128 random bits for cookies and keys, as 22 characters that are safe in a URL."""
    return secrets.token_urlsafe(16)
