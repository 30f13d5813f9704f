"""Which account and device a login is for, before anybody proved anything."""

from dataclasses import dataclass

from sqlalchemy import and_, func, select

from app.accounts.enums import Role
from app.accounts.models import Device, User
from app.accounts.tokens import hash_of
from app.core.db import session


@dataclass(frozen=True, slots=True)
class KnownDevice:
    """An account, and its device if the browser is one that the account holder confirmed."""

    user_id: int
    role: Role
    device_id: int | None


def known_device(email: str, token: str | None) -> KnownDevice | None:
    """Return the account with this email address, and the device that the browser's token names. One statement."""
    is_named = and_(
        Device.user_id == User.id, Device.token_hash == hash_of(token or ""), Device.confirmed_at.is_not(None)
    )
    row = session.execute(
        select(User.id, User.role, Device.id).outerjoin(Device, is_named).where(func.lower(User.email) == email)
    ).one_or_none()
    return KnownDevice(row[0], row[1], row[2]) if row else None
