"""Registering and signing in."""

from sqlalchemy.exc import IntegrityError

from app.accounts import passwords
from app.accounts.enums import Role
from app.accounts.models import User
from app.accounts.queries import user_by_email
from app.db import session
from app.errors import Conflict, DomainError
from app.ids import token


class WrongPassword(DomainError):
    pass


class AddressTaken(Conflict):
    pass


def register(*, email: str, password: str, name: str, phone: str = "", role: Role = Role.CUSTOMER) -> User:
    """Make an account. Raises AddressTaken when the address has one, DomainError when the password will not do."""
    passwords.check(password)
    return open_account(email=email, password_hash=passwords.hash_of(password), name=name, phone=phone, role=role)


def open_account(*, email: str, password_hash: str, name: str, phone: str = "", role: Role = Role.CUSTOMER) -> User:
    """Make an account of a password that was hashed before. Raises AddressTaken when the address has one."""
    user = User(
        email=email,
        password_hash=password_hash,
        name=name,
        phone=phone,
        role=role,
        session_key=token(),
    )
    try:
        # The unique index decides, not a look beforehand: a double click registers twice at the same instant.
        with session.begin_nested():
            session.add(user)
    except IntegrityError:
        raise AddressTaken("This address has an account already. Log in instead, or use another address.") from None
    return user


def authenticate(*, email: str, password: str) -> User:
    """The person with this address and password. Raises WrongPassword, without saying which of the two was wrong."""
    user = user_by_email(email)
    if not passwords.fits(password, user.password_hash if user else None) or user is None:
        raise WrongPassword("This address and password do not go together. Check both, or make an account.")
    if passwords.is_dated(user.password_hash):
        user.password_hash = passwords.hash_of(password)
        session.flush()
    return user


def enroll(*, email: str, password: str, name: str) -> User:
    """Register a customer; who already is one under this address and password is let in instead.

    So the second half of a double click, or of a form sent again after going back, ends like the first. Raises
    AddressTaken when the account there has another password, DomainError when the password will not do.
    """
    try:
        return register(email=email, password=password, name=name)
    except AddressTaken as taken:
        try:
            return authenticate(email=email, password=password)
        except WrongPassword:
            raise taken from None
