"""Devices: the browsers in which a person has logged in."""

from datetime import datetime

from sqlalchemy import delete, false, or_, select, update
from sqlalchemy.exc import IntegrityError

from app.accounts.models import Device, User
from app.accounts.queries.sessions import has_devices
from app.accounts.tokens import hash_of
from app.core import clock
from app.core.db import session


def add_device(*, user: User, token: str, user_agent: str, is_confirmed: bool = False) -> Device:
    """Add the browser that stores this token. The first device of an account needs no question whether it was them.

    If another tab adds the same one at this moment, returns that.
    """
    now = clock.now()
    confirmed = is_confirmed or not has_devices(user)
    device = Device(
        user_id=user.id,
        token_hash=hash_of(token),
        user_agent=user_agent[:200],
        first_seen_at=now,
        last_seen_at=now,
        confirmed_at=now if confirmed else None,
    )
    try:
        with session.begin_nested():
            session.add(device)
    except IntegrityError:
        return session.scalars(select(Device).filter_by(user_id=user.id, token_hash=device.token_hash)).one()
    return device


def note_device(*, device: Device, user_agent: str) -> None:
    """Record a login on a known device. Browsers change their names with each version."""
    device.last_seen_at, device.user_agent = clock.now(), user_agent[:200]
    session.flush()


def confirm_device(*, device: Device) -> None:
    """Record that it was the account holder who logged in on this device. Doing so twice changes nothing."""
    device.confirmed_at = device.confirmed_at or clock.now()
    session.flush()


def trust_device(*, device: Device, until: datetime) -> None:
    """Let the person log in on this device without a second step until then."""
    device.trusted_until = until
    session.flush()


def distrust_devices(*, user: User) -> None:
    """End the person's trust in all their devices."""
    session.execute(update(Device).where(Device.user_id == user.id).values(trusted_until=None))


def forget_devices(*, user: User, since: datetime | None = None, keep_id: int | None = None) -> None:
    """Forget the devices that nobody confirmed, and those that were confirmed after `since`, except `keep_id`.

    A forgotten device is new again: logging in there asks the account holder again.
    """
    strange = or_(Device.confirmed_at.is_(None), Device.confirmed_at > since if since else false())
    session.execute(delete(Device).where(Device.user_id == user.id, strange, Device.id != (keep_id or 0)))
