"""Requests of admins to remove the second factors of a person who lost them."""

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import Select, exists, or_, select
from sqlalchemy.orm import joinedload

from app.accounts.models import User
from app.core import clock
from app.core.db import session
from app.two_factor.models import AuthenticatorApp, Passkey, TwoFactorReset

# How long a request waits for another admin.
OPEN = timedelta(days=7)


def open_reset(user: User, *, lock: bool = False) -> TwoFactorReset | None:
    """Return the request about this person that waits for another admin, with who made it. `lock` locks its row."""
    found = _open().where(TwoFactorReset.user_id == user.id)
    if lock:
        return session.scalar(found.with_for_update().execution_options(populate_existing=True))
    return session.scalar(found.options(joinedload(TwoFactorReset.requested_by)))


def open_resets() -> Sequence[TwoFactorReset]:
    """List the requests that wait for another admin, oldest first, with the person. One statement."""
    found = _open().options(joinedload(TwoFactorReset.user)).order_by(TwoFactorReset.requested_at)
    return session.scalars(found).all()


def _open() -> Select[TwoFactorReset]:
    return select(TwoFactorReset).where(
        TwoFactorReset.approved_at.is_(None),
        TwoFactorReset.ended_at.is_(None),
        TwoFactorReset.requested_at > clock.now() - OPEN,
    )


def has_any_factor(user: User) -> bool:
    """Return whether there is something to remove."""
    has_app = exists().where(AuthenticatorApp.user_id == user.id, AuthenticatorApp.confirmed_at.is_not(None))
    return bool(session.scalar(select(or_(has_app, exists().where(Passkey.user_id == user.id)))))
