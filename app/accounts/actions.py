"""Registration, login, and admin actions on accounts."""

from datetime import timedelta

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError

from app.accounts import passwords
from app.accounts.enums import Role
from app.accounts.errors import AccountErrorCode
from app.accounts.models import Impersonation, LoginSession, User
from app.accounts.queries import hash_of, user_by_email
from app.core import clock
from app.core.db import session
from app.core.errors import Conflict, DomainError
from app.core.ids import token

# How long an admin can view the site as another user.
IMPERSONATION = timedelta(minutes=30)

# The lifetime of a session regardless of use: with "Keep me logged in", and without.
REMEMBERED, NOT_REMEMBERED = timedelta(days=90), timedelta(days=31)


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
    passwords.check(password)
    return open_account(email=email, password_hash=passwords.hash_of(password), name=name, phone=phone, role=role)


def open_account(*, email: str, password_hash: str, name: str, phone: str = "", role: Role = Role.GUEST) -> User:
    """Create an account from a password that is already hashed. Raises AddressTaken if the email address has one."""
    user = User(
        email=email,
        password_hash=password_hash,
        name=name,
        phone=phone,
        role=role,
        session_key=token(),
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
    if passwords.is_dated(user.password_hash):
        user.password_hash = passwords.hash_of(password)
        session.flush()
    return user


def enroll(*, email: str, password: str, name: str) -> User:
    """Register a guest, or log in an existing user with the same email address and password.

    The second half of a double click, or a form submitted again after going back, thus ends like the first. Raises
    AddressTaken if the existing account has another password, Suspended, and DomainError if the password is not
    acceptable.
    """
    try:
        return register(email=email, password=password, name=name)
    except AddressTaken as taken:
        try:
            return authenticate(email=email, password=password)
        except WrongPassword:
            raise taken from None


def suspend(*, user: User, reason: str, by: User) -> None:
    """Suspend a user and log them out everywhere at once. They read `reason` when they try to log in.

    Raises Conflict if they are already suspended, are the admin who asks, or are the last admin.
    """
    running = lock_admins_and(user)
    if user.id == by.id:
        raise Conflict(AccountErrorCode.OWN_SUSPENSION)
    if user.is_suspended:
        raise Conflict(AccountErrorCode.ALREADY_SUSPENDED, name=user.name)
    _refuse_last_admin(user, running)
    user.suspended_at, user.suspended_reason = clock.now(), reason
    log_out_everywhere(user=user)


def reinstate(*, user: User) -> None:
    """Let a suspended user log in again with the same password. Raises Conflict if they are not suspended."""
    lock_admins_and(user)
    if not user.is_suspended:
        raise Conflict(AccountErrorCode.NOT_SUSPENDED, name=user.name)
    user.suspended_at, user.suspended_reason = None, ""
    session.flush()


def open_session(*, user: User, remember: bool = False, ip: str = "", user_agent: str = "") -> str:
    """Start a browser session and return its token, which only the browser stores.

    The user's expired sessions are deleted.
    """
    now, key = clock.now(), token()
    session.execute(delete(LoginSession).where(LoginSession.user_id == user.id, LoginSession.expires_at <= now))
    session.add(
        LoginSession(
            token_hash=hash_of(key),
            user_id=user.id,
            created_at=now,
            last_seen_at=now,
            expires_at=now + (REMEMBERED if remember else NOT_REMEMBERED),
            ip=ip[:45],
            user_agent=user_agent[:200],
        )
    )
    session.flush()
    return key


def end_session(*, token: str) -> None:
    """End a session. Its cookie and any copy of it are invalid from now on."""
    session.execute(delete(LoginSession).where(LoginSession.token_hash == hash_of(token)))


def log_out_everywhere(*, user: User) -> None:
    """End all sessions of a user: each browser asks for the password again."""
    session.execute(delete(LoginSession).where(LoginSession.user_id == user.id))
    user.session_key = token()
    session.flush()


def set_role(*, user: User, role: Role) -> None:
    """Set a user's role to guest, provider or admin. Raises Conflict for the last admin."""
    running = lock_admins_and(user)
    if role is not Role.ADMIN:
        _refuse_last_admin(user, running)
    user.role = role
    session.flush()


def impersonate(*, user: User, admin: User) -> Impersonation:
    """Let an admin view the site as another user for half an hour.

    Raises Conflict if that user is an admin, including themselves.
    """
    if user.role is Role.ADMIN:
        raise Conflict(AccountErrorCode.VIEW_AS_ADMIN)
    began = clock.now()
    seeing = Impersonation(admin_id=admin.id, user_id=user.id, began_at=began, ends_at=began + IMPERSONATION)
    session.add(seeing)
    session.flush()
    return seeing


def end_impersonation(*, seeing_id: int) -> Impersonation | None:
    """End an impersonation once. Returns None if it already ended."""
    seeing = session.get_one(Impersonation, seeing_id, with_for_update=True, populate_existing=True)
    if seeing.ended_at is not None:
        return None
    seeing.ended_at = min(clock.now(), seeing.ends_at)
    session.flush()
    return seeing


def lock_admins_and(user: User) -> set[int]:
    """Lock all admins and this user until the transaction ends, and return the ids of the active admins.

    Rows are always locked in the order of their ids, so two admins who demote each other do not deadlock.
    """
    which = (User.role == Role.ADMIN) | (User.id == user.id)
    locked = session.scalars(
        select(User)
        .where(which)
        .order_by(User.id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )
    return {one.id for one in locked if one.role is Role.ADMIN and not one.is_suspended}


def _refuse_last_admin(user: User, running: set[int]) -> None:
    if running == {user.id}:
        raise Conflict(AccountErrorCode.LAST_ADMIN)
