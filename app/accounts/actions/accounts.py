"""Creating an account, and checking an email address with its password."""

from sqlalchemy.exc import IntegrityError

from app.accounts import passwords
from app.accounts.actions.email_links import send_link
from app.accounts.enums import EmailLinkKind, Role
from app.accounts.errors import AccountErrorCode
from app.accounts.models import User
from app.accounts.queries.email_links import is_reserved
from app.accounts.queries.users import user_by_email
from app.core import clock
from app.core.db import session
from app.core.errors import Conflict, DomainError
from app.core.ids import token


class WrongPassword(DomainError):
    pass


class AddressTaken(Conflict):
    pass


class Suspended(DomainError):
    """Login to a suspended account. Raised only after the right password, so strangers learn nothing about it."""


def register(*, email: str, password: str, name: str, phone: str = "", role: Role = Role.GUEST) -> User:
    """Create an account.

    Raises AddressTaken if the email address has one, and DomainError if the password is not acceptable.
    """
    passwords.check(password, name=name, email=email)
    if is_reserved(email):
        raise AddressTaken(AccountErrorCode.EMAIL_TAKEN)
    return open_account(email=email, password_hash=passwords.hash_of(password), name=name, phone=phone, role=role)


def open_account(
    *,
    email: str,
    password_hash: str | None,
    name: str,
    phone: str = "",
    role: Role = Role.GUEST,
    is_verified: bool = False,
) -> User:
    """Create an account from a password that is already hashed, or None. Raises AddressTaken if the address has one.

    `is_verified` says that the email address is known to be the person's.
    """
    user = User(
        email=email,
        password_hash=password_hash,
        name=name,
        phone=phone,
        role=role,
        session_key=token(),
        email_verified_at=clock.now() if is_verified else None,
    )
    try:
        # The unique index decides, not a query beforehand: a double click registers twice at the same instant.
        with session.begin_nested():
            session.add(user)
    except IntegrityError:
        raise AddressTaken(AccountErrorCode.EMAIL_TAKEN) from None
    return user


def authenticate(*, email: str, password: str) -> User:
    """Return the user with this email address and password.

    Raises WrongPassword, without saying which of the two was wrong, and Suspended.
    """
    user = user_by_email(email)
    if not passwords.fits(password, user.password_hash if user else None) or user is None:
        raise WrongPassword(AccountErrorCode.WRONG_PASSWORD)
    if user.is_suspended:
        raise Suspended(AccountErrorCode.ACCOUNT_SUSPENDED, reason=user.suspended_reason)
    if user.password_hash is not None and passwords.is_dated(user.password_hash):
        user.password_hash = passwords.hash_of(password)
        session.flush()
    return user


def check_password(*, user: User, password: str) -> None:
    """Raise WrongPassword unless this is the user's password."""
    if not passwords.fits(password, user.password_hash):
        raise WrongPassword(AccountErrorCode.NOT_YOUR_PASSWORD)


def enroll(*, email: str, password: str, name: str) -> tuple[User, bool]:
    """Register a guest and send the link that confirms their email.

    Or authenticate an existing user with the same email address and password.

    Returns the user, and whether they are new.

    The second half of a double click, or a form submitted again after going back, thus ends like the first. Raises
    AddressTaken if the existing account has another password, Suspended, and DomainError if the password is not
    acceptable.
    """
    try:
        user = register(email=email, password=password, name=name)
    except AddressTaken as taken:
        try:
            return authenticate(email=email, password=password), False
        except WrongPassword:
            raise taken from None
    send_link(kind=EmailLinkKind.VERIFY_EMAIL, user=user)
    return user, True
