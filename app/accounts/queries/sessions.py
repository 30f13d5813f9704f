"""Sessions, devices and impersonations."""

from collections.abc import Sequence
from functools import cache

from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import joinedload

from app.accounts.errors import AccountErrorCode
from app.accounts.models import Device, Impersonation, LoginSession, User
from app.accounts.tokens import hash_of
from app.core import clock
from app.core.db import session
from app.core.errors import NotFound


def session_of_token(token: str) -> tuple[LoginSession, User] | None:
    """Return a session with its user, or None if it ended or expired or the user is suspended. One statement."""
    found = session.execute(_open_session(), {"token_hash": hash_of(token), "now": clock.now()}).one_or_none()
    return None if found is None else (found[0], found[1])


@cache
def _open_session() -> Select[LoginSession, User]:
    """Return the query, built once because every page of someone who is logged in sends it."""
    return (
        select(LoginSession, User)
        .join(User, User.id == LoginSession.user_id)
        .where(
            LoginSession.token_hash == bindparam("token_hash"),
            LoginSession.expires_at > bindparam("now"),
            User.suspended_at.is_(None),
        )
    )


def sessions_of(user: User) -> Sequence[LoginSession]:
    """List a user's running sessions with their devices, the last used first. One statement."""
    return session.scalars(
        select(LoginSession)
        .where(LoginSession.user_id == user.id, LoginSession.expires_at > clock.now())
        .options(joinedload(LoginSession.device))
        .order_by(LoginSession.last_seen_at.desc(), LoginSession.id.desc())
    ).all()


def device_of_browser(user: User, token: str | None) -> Device | None:
    """Return the device of this user that a browser's cookie names, or None."""
    if not token:
        return None
    return session.scalar(select(Device).where(Device.user_id == user.id, Device.token_hash == hash_of(token)))


def has_devices(user: User) -> bool:
    """Return whether the user has logged in on any device before."""
    return session.scalar(select(Device.id).where(Device.user_id == user.id).limit(1)) is not None


def unconfirmed_devices(user: User) -> Sequence[Device]:
    """List the devices about which the user has an open question: was it them who logged in there? The newest first."""
    return session.scalars(
        select(Device)
        .where(Device.user_id == user.id, Device.confirmed_at.is_(None))
        .order_by(Device.first_seen_at.desc(), Device.id.desc())
    ).all()


def is_confirmed_here(login: LoginSession | None) -> bool:
    """Return whether this session's device may say who logged in elsewhere.

    A new device may not: a thief there would answer for the account holder.
    """
    if login is None or login.device_id is None:
        return False
    confirmed = Device.id == login.device_id, Device.confirmed_at.is_not(None)
    return session.scalar(select(Device.id).where(*confirmed)) is not None


def device_by_public_id(user: User, public_id: str) -> Device:
    """Return a device of this user. Raises NotFound."""
    device = session.scalar(select(Device).where(Device.user_id == user.id, Device.public_id == public_id))
    if device is None:
        raise NotFound(AccountErrorCode.NO_SUCH_DEVICE)
    return device


def impersonation_by_key(key: str, admin: User) -> Impersonation | None:
    """Return this admin's running impersonation with its user, or None if it has ended. One statement."""
    return session.scalar(
        select(Impersonation)
        .where(
            Impersonation.key == key,
            Impersonation.admin_id == admin.id,
            Impersonation.ended_at.is_(None),
            Impersonation.ends_at > clock.now(),
        )
        .options(joinedload(Impersonation.user))
    )
