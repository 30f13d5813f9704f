"""Registering, signing in, and what admins do to accounts."""

from datetime import timedelta

from flask_babel import gettext as _
from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError

from app import clock
from app.accounts import passwords
from app.accounts.enums import Role
from app.accounts.models import Impersonation, LoginSession, User
from app.accounts.queries import hash_of, user_by_email
from app.db import session
from app.errors import Conflict, DomainError
from app.ids import token

# How long an admin sees the site as somebody else.
IMPERSONATION = timedelta(minutes=30)

# How long a session lasts, whatever happens in it: with "Keep me logged in", and without.
REMEMBERED, NOT_REMEMBERED = timedelta(days=90), timedelta(days=31)


class WrongPassword(DomainError):
    pass


class AddressTaken(Conflict):
    pass


class Suspended(DomainError):
    """Told only to who knows the password: a stranger learns nothing of the account."""


def register(*, email: str, password: str, name: str, phone: str = "", role: Role = Role.GUEST) -> User:
    """Make an account. Raises AddressTaken when the address has one, DomainError when the password will not do."""
    passwords.check(password)
    return open_account(email=email, password_hash=passwords.hash_of(password), name=name, phone=phone, role=role)


def open_account(*, email: str, password_hash: str, name: str, phone: str = "", role: Role = Role.GUEST) -> User:
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
        raise AddressTaken(
            _("An account with this email already exists. Log in instead, or use another email.")
        ) from None
    return user


def authenticate(*, email: str, password: str) -> User:
    """The person with this address and password. Raises WrongPassword, without saying which of the two was wrong, and
    Suspended."""
    user = user_by_email(email)
    if not passwords.fits(password, user.password_hash if user else None) or user is None:
        raise WrongPassword(_("That email and password don’t match. Check both, or create an account."))
    if user.is_suspended:
        raise Suspended(
            _(
                "This account is suspended. %(reason)s If you think this is a mistake, contact us from the help page.",
                reason=user.suspended_reason,
            )
        )
    if passwords.is_dated(user.password_hash):
        user.password_hash = passwords.hash_of(password)
        session.flush()
    return user


def enroll(*, email: str, password: str, name: str) -> User:
    """Register a customer; who already is one under this address and password is let in instead.

    So the second half of a double click, or of a form sent again after going back, ends like the first. Raises
    AddressTaken when the account there has another password, Suspended, DomainError when the password will not do.
    """
    try:
        return register(email=email, password=password, name=name)
    except AddressTaken as taken:
        try:
            return authenticate(email=email, password=password)
        except WrongPassword:
            raise taken from None


def suspend(*, user: User, reason: str, by: User) -> None:
    """Keep somebody out, signed out everywhere at once; she reads `reason` when she tries to sign in.

    Raises Conflict when she is suspended already, is who asks, or is the last admin.
    """
    running = lock_admins_and(user)
    if user.id == by.id:
        raise Conflict(_("You can’t suspend your own account. Ask another admin."))
    if user.is_suspended:
        raise Conflict(_("%(name)s is already suspended. Reload the page to see since when.", name=user.name))
    _refuse_last_admin(user, running)
    user.suspended_at, user.suspended_reason = clock.now(), reason
    sign_out_everywhere(user=user)


def reinstate(*, user: User) -> None:
    """Let somebody in again, by the password that she had. Raises Conflict when she is not suspended."""
    lock_admins_and(user)
    if not user.is_suspended:
        raise Conflict(_("%(name)s isn’t suspended. Reload the page to see the current status.", name=user.name))
    user.suspended_at, user.suspended_reason = None, ""
    session.flush()


def open_session(*, user: User, remember: bool = False, ip: str = "", user_agent: str = "") -> str:
    """Start a session of a browser and return its token, which only the browser keeps. Expired ones are deleted."""
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
    """End a session: its cookie, and any copy of it, opens nothing from now on."""
    session.execute(delete(LoginSession).where(LoginSession.token_hash == hash_of(token)))


def sign_out_everywhere(*, user: User) -> None:
    """End all sessions of a user: each browser asks for the password again."""
    session.execute(delete(LoginSession).where(LoginSession.user_id == user.id))
    user.session_key = token()
    session.flush()


def set_role(*, user: User, role: Role) -> None:
    """Make somebody a customer, a provider or an admin. Raises Conflict for the last admin."""
    running = lock_admins_and(user)
    if role is not Role.ADMIN:
        _refuse_last_admin(user, running)
    user.role = role
    session.flush()


def impersonate(*, user: User, admin: User) -> Impersonation:
    """Let an admin read the site as somebody else for half an hour. Raises Conflict for admins, herself among them."""
    if user.role is Role.ADMIN:
        raise Conflict(_("You can’t view the site as another admin."))
    began = clock.now()
    seeing = Impersonation(admin_id=admin.id, user_id=user.id, began_at=began, ends_at=began + IMPERSONATION)
    session.add(seeing)
    session.flush()
    return seeing


def end_impersonation(*, seeing_id: int) -> Impersonation | None:
    """End it, once; None when it has ended before."""
    seeing = session.get_one(Impersonation, seeing_id, with_for_update=True, populate_existing=True)
    if seeing.ended_at is not None:
        return None
    seeing.ended_at = min(clock.now(), seeing.ends_at)
    session.flush()
    return seeing


def lock_admins_and(user: User) -> set[int]:
    """Make others who change these people wait; the ids of the admins who are left. Always in the order of ids, so
    that two of them who demote each other do not wait for each other."""
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
        raise Conflict(_("CozyWish needs at least one admin. Make another person an admin first."))
