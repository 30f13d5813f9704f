"""What a password must be, and how it is kept: argon2id with the library's defaults (64 MiB, about 50 ms)."""

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from flask_babel import gettext as _

from app.errors import DomainError
from app.ids import token

MIN_LENGTH = 12
# Longer than any password manager makes, and short enough that nobody can keep the hasher busy with one.
MAX_LENGTH = 200

_hasher = PasswordHasher()
# Verified when nobody has the address, so that an answer takes as long either way and tells nothing.
_NOBODY = _hasher.hash(token())


def check(password: str) -> None:
    """Raises DomainError when it cannot be somebody's password."""
    if len(password) < MIN_LENGTH:
        raise DomainError(_("Choose a password with at least %(number)s characters.", number=MIN_LENGTH))
    if len(password) > MAX_LENGTH:
        raise DomainError(_("Choose a password with up to %(number)s characters.", number=MAX_LENGTH))


def hash_of(password: str) -> str:
    """A new hash, with its salt and its cost in it."""
    return _hasher.hash(password)


def fits(password: str, kept: str | None) -> bool:
    """Whether the hash `kept` is of this password; of nobody's when there is none, which takes as long."""
    if len(password) > MAX_LENGTH:
        return False
    try:
        return _hasher.verify(kept or _NOBODY, password) and kept is not None
    except (VerificationError, InvalidHashError):
        return False


def is_dated(kept: str) -> bool:
    """Whether new hashes cost more than this one did."""
    return _hasher.check_needs_rehash(kept)
