"""Which second factors a person has."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import exists, func, or_, select

from app.accounts.enums import Role
from app.accounts.models import Device, User
from app.core import clock
from app.core.db import session
from app.two_factor.models import AuthenticatorApp, Passkey, RecoveryCode

# How long a person may trust a device, and so skip the second step there.
TRUST = timedelta(days=30)
CODES = 10


@dataclass(frozen=True, slots=True)
class TwoFactor:
    """What the security page says about two-factor login."""

    since: datetime | None
    """When the authenticator app was set up; None while two-factor is off."""
    codes_left: int

    @property
    def is_on(self) -> bool:
        return self.since is not None


def two_factor_of(user: User) -> TwoFactor:
    """Return the state of a person's two-factor login. One statement."""
    since, left = session.execute(
        select(
            select(AuthenticatorApp.confirmed_at)
            .where(AuthenticatorApp.user_id == user.id, AuthenticatorApp.confirmed_at.is_not(None))
            .scalar_subquery(),
            select(func.count())
            .where(RecoveryCode.user_id == user.id, RecoveryCode.used_at.is_(None))
            .scalar_subquery(),
        )
    ).one()
    return TwoFactor(since, left)


def is_two_factor_on(user: User) -> bool:
    """Return whether the person has an authenticator app."""
    return two_factor_of(user).is_on


def needs_second_step(user: User) -> bool:
    """Return whether a password alone doesn't log this person in.

    A passkey replaces the password of guests and owners. An admin who has one always proves it.
    """
    has_app = exists().where(AuthenticatorApp.user_id == user.id, AuthenticatorApp.confirmed_at.is_not(None))
    has_passkey = exists().where(Passkey.user_id == user.id)
    return bool(session.scalar(select(or_(has_app, has_passkey) if user.role is Role.ADMIN else has_app)))


def is_trusted(device: Device | None, user: User) -> bool:
    """Return whether a person logs in on this device without a second step.

    Admins trust no device, and a new password ends all trust.
    """
    if device is None or device.trusted_until is None or user.role is Role.ADMIN:
        return False
    changed_at = user.password_changed_at
    is_older = changed_at is not None and changed_at > device.trusted_until - TRUST
    return device.trusted_until > clock.now() and not is_older
