"""Registering and signing in."""

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from app.accounts.enums import Role
from app.accounts.models import User
from app.accounts.queries import user_by_email
from app.db import session
from app.errors import Conflict, DomainError
from app.ids import token

MIN_PASSWORD = 12

_hasher = PasswordHasher()
# Verified when nobody has the address, so that an answer takes as long either way and tells nothing.
_NOBODY = _hasher.hash(token())


class WrongPassword(DomainError):
    pass


def register(*, email: str, password: str, name: str, phone: str = "", role: Role = Role.CUSTOMER) -> User:
    """Make an account. Raises Conflict when the address has one, DomainError when the password is short."""
    if len(password) < MIN_PASSWORD:
        raise DomainError(f"Choose a password of {MIN_PASSWORD} characters or more.")
    if user_by_email(email) is not None:
        raise Conflict("This address has an account already. Log in instead, or use another address.")
    user = User(
        email=email,
        password_hash=_hasher.hash(password),
        name=name,
        phone=phone,
        role=role,
        session_key=token(),
    )
    session.add(user)
    session.flush()
    return user


def authenticate(*, email: str, password: str) -> User:
    """The person with this address and password. Raises WrongPassword, without saying which of the two was wrong."""
    user = user_by_email(email)
    known = user.password_hash if user else _NOBODY
    try:
        _hasher.verify(known, password)
    except (VerificationError, InvalidHashError):
        user = None
    if user is None:
        raise WrongPassword("This address and password do not go together. Check both, or make an account.")
    if _hasher.check_needs_rehash(known):
        user.password_hash = _hasher.hash(password)
    return user
