"""A person's passkeys."""

from collections.abc import Sequence

from sqlalchemy import exists, select

from app.accounts.models import User
from app.core.db import session
from app.core.errors import NotFound
from app.two_factor.errors import TwoFactorErrorCode
from app.two_factor.models import Passkey


def passkeys_of(user: User) -> Sequence[Passkey]:
    """List a person's passkeys, the newest first. One statement."""
    return session.scalars(select(Passkey).where(Passkey.user_id == user.id).order_by(Passkey.id.desc())).all()


def has_passkey(user: User) -> bool:
    """Return whether a person has a passkey. One statement."""
    return bool(session.scalar(select(exists().where(Passkey.user_id == user.id))))


def passkey_by_public_id(user: User, public_id: str) -> Passkey:
    """Return a passkey of this person. Raises NotFound."""
    found = session.scalar(select(Passkey).where(Passkey.user_id == user.id, Passkey.public_id == public_id))
    if found is None:
        raise NotFound(TwoFactorErrorCode.NO_SUCH_PASSKEY)
    return found
