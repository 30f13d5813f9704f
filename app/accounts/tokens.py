"""Random tokens in cookies and links. We store only their hashes."""

from hashlib import sha256


def hash_of(token: str) -> str:
    """Hash a token. Its 128 random bits need neither a salt nor a slow hash."""
    return sha256(token.encode()).hexdigest()
