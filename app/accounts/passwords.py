"""Rules for passwords and their hashes: argon2id with the library's defaults (64 MiB, about 50 ms)."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import BoundedSemaphore

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from flask_babel import gettext as _

from app.core.errors import DomainError, Unavailable
from app.core.ids import token

MIN_LENGTH = 12
# Longer than any password manager generates, and short enough that one password cannot keep the hasher busy.
MAX_LENGTH = 200

_hasher = PasswordHasher()
# Each hash takes 64 MiB and a processor, so a process does few at once: a flood of log-ins leaves room for other pages.
_AT_ONCE = BoundedSemaphore(2)
LONGEST_WAIT = 2  # seconds
# Verified when no account has the email address, so the response takes as long either way and reveals nothing.
_NOBODY = _hasher.hash(token())


def check(password: str) -> None:
    """Raise DomainError if a password is too short or too long."""
    if len(password) < MIN_LENGTH:
        raise DomainError(_("Choose a password with at least %(number)s characters.", number=MIN_LENGTH))
    if len(password) > MAX_LENGTH:
        raise DomainError(_("Choose a password with up to %(number)s characters.", number=MAX_LENGTH))


def hash_of(password: str) -> str:
    """Return a new hash, which includes its salt and cost."""
    with _turn():
        return _hasher.hash(password)


def fits(password: str, kept: str | None) -> bool:
    """Return whether the hash `kept` matches this password. Without a hash a dummy is verified, which takes as long."""
    if len(password) > MAX_LENGTH:
        return False
    try:
        with _turn():
            return _hasher.verify(kept or _NOBODY, password) and kept is not None
    except (VerificationError, InvalidHashError):
        return False


def is_dated(kept: str) -> bool:
    """Return whether new hashes cost more than this one."""
    return _hasher.check_needs_rehash(kept)


@contextmanager
def _turn() -> Iterator[None]:
    """Wait for one of the few turns. Raises Unavailable if that takes too long."""
    if not _AT_ONCE.acquire(timeout=LONGEST_WAIT):
        raise Unavailable(_("Many people are logging in right now. Try again in a few seconds."))
    try:
        yield
    finally:
        _AT_ONCE.release()
