"""The authenticator app: setting it up, turning two-factor off, and checking its codes."""

from contextlib import suppress
from datetime import datetime, timedelta

from sqlalchemy import delete, select

from app.accounts.actions.devices import distrust_devices
from app.accounts.actions.security_events import record_event
from app.accounts.enums import Role, SecurityEventKind
from app.accounts.models import User
from app.accounts.queries.users import lock_user
from app.core import clock
from app.core.db import session
from app.core.encryption import KeyMissing, Keyring, Sealed
from app.core.errors import Conflict, DomainError
from app.core.settings import settings
from app.two_factor.actions.pending import forget_second_steps
from app.two_factor.actions.recovery_codes import replace_codes, use_recovery_code
from app.two_factor.encryption import keyring, row_of
from app.two_factor.errors import TwoFactorErrorCode
from app.two_factor.models import AuthenticatorApp, RecoveryCode
from app.two_factor.queries.factors import is_two_factor_on, two_factor_of
from app.two_factor.seeds import CODE, DEMO_SEED, new_seed, step_of_code

# How long a person may take to scan the QR code and enter a first code.
SET_UP = timedelta(hours=1)


class WrongCode(DomainError):
    pass


def start_set_up(*, user: User) -> str:
    """Return the seed for a new app: the same one for an hour, so that a reloaded page shows the same QR code."""
    lock_user(user.id)
    app = _app_of(user, is_confirmed=False)
    if app is not None and app.created_at > clock.now() - SET_UP:
        with suppress(WrongCode):  # its key is missing, and nobody depends on this seed yet
            return open_seed(app)
    seed = new_seed()
    _add(user, seed)
    return seed


def confirm_set_up(*, user: User, code: str, ip: str = "") -> list[str]:
    """Turn two-factor on, or replace the app, with a first code from it. Returns the recovery codes.

    Raises Conflict if no setup was started in the last hour, and WrongCode. Trust in devices ends.
    """
    lock_user(user.id)
    app = _app_of(user, is_confirmed=False)
    if app is None or app.created_at <= clock.now() - SET_UP:
        raise Conflict(TwoFactorErrorCode.NO_SET_UP)
    _use_up(app, code)
    kind = SecurityEventKind.TWO_FACTOR_REPLACED if is_two_factor_on(user) else SecurityEventKind.TWO_FACTOR_ON
    _remove_app(user)
    app.confirmed_at = clock.now()
    record_event(kind, user=user, ip=ip)
    return replace_codes(user=user)


def add_app(*, user: User, seed: str) -> None:
    """Give a person a confirmed app with a known seed, as the demo does."""
    _add(user, seed).confirmed_at = clock.now()
    session.flush()


def turn_off(*, user: User, ip: str = "") -> None:
    """Turn two-factor off. Raises Conflict if it is off already, or for an admin."""
    lock_user(user.id)
    if user.role is Role.ADMIN:
        raise Conflict(TwoFactorErrorCode.REQUIRED_FOR_ADMINS)
    if not is_two_factor_on(user):
        raise Conflict(TwoFactorErrorCode.TWO_FACTOR_OFF)
    remove_second_factor(user=user)
    record_event(SecurityEventKind.TWO_FACTOR_OFF, user=user, ip=ip)


def remove_second_factor(*, user: User) -> None:
    """Delete the app and the recovery codes."""
    _remove_app(user)
    session.execute(delete(RecoveryCode).where(RecoveryCode.user_id == user.id))


def remove_app_since(*, user: User, since: datetime) -> bool:
    """Remove an app that was set up after `since` with its recovery codes, and return whether there was one.

    A set-up that was started ends in any case, and so do logins between the two steps.
    """
    forget_second_steps(user=user)
    unconfirmed = AuthenticatorApp.user_id == user.id, AuthenticatorApp.confirmed_at.is_(None)
    session.execute(delete(AuthenticatorApp).where(*unconfirmed))
    set_up_at = two_factor_of(user).since
    if set_up_at is None or set_up_at <= since:
        return False
    remove_second_factor(user=user)
    return True


def new_recovery_codes(*, user: User, ip: str = "") -> list[str]:
    """Replace the recovery codes of a person. Raises Conflict while two-factor is off."""
    lock_user(user.id)
    if not is_two_factor_on(user):
        raise Conflict(TwoFactorErrorCode.TWO_FACTOR_OFF)
    record_event(SecurityEventKind.RECOVERY_CODES_REPLACED, user=user, ip=ip)
    return replace_codes(user=user)


def use_code(*, user: User, code: str, ip: str = "") -> None:
    """Check a code of the app, or a recovery code, and use it up. Raises WrongCode."""
    typed = "".join(code.split())
    if CODE.fullmatch(typed):
        app = _app_of(user, is_confirmed=True)
        if app is None:
            raise WrongCode(TwoFactorErrorCode.WRONG_CODE)
        _use_up(app, typed)
        return
    if not use_recovery_code(user=user, code=code):
        raise WrongCode(TwoFactorErrorCode.WRONG_CODE)
    record_event(SecurityEventKind.RECOVERY_CODE_USED, user=user, ip=ip)


def open_seed(app: AuthenticatorApp) -> str:
    """Decrypt the seed of an app. Raises WrongCode if its key is missing."""
    try:
        return keyring().decrypt(Sealed(app.seed, app.seed_key), row=row_of(app.user_id)).decode()
    except KeyMissing:
        raise WrongCode(TwoFactorErrorCode.SEED_KEY_MISSING) from None


def reencrypt(keys: Keyring, *, limit: int = 200) -> int:
    """Encrypt seeds again that another key than the first encrypted. Returns how many; 0 when none is left.

    Raises KeyMissing if a key that is still needed is no longer among the keys.
    """
    apps = session.scalars(
        select(AuthenticatorApp)
        .where(AuthenticatorApp.seed_key != keys.current)
        .order_by(AuthenticatorApp.id)
        .limit(limit)
        .with_for_update()
    ).all()
    for app in apps:
        row = row_of(app.user_id)
        sealed = keys.encrypt(keys.decrypt(Sealed(app.seed, app.seed_key), row=row), row=row)
        app.seed, app.seed_key = sealed.content, sealed.key_id
    session.flush()
    return len(apps)


def _app_of(user: User, *, is_confirmed: bool) -> AuthenticatorApp | None:
    """Lock and return a person's app, so that of two requests with one code, the second sees the first."""
    confirmed = AuthenticatorApp.confirmed_at
    return session.scalar(
        select(AuthenticatorApp)
        .where(AuthenticatorApp.user_id == user.id, confirmed.is_not(None) if is_confirmed else confirmed.is_(None))
        .with_for_update()
        .execution_options(populate_existing=True)
    )


def _use_up(app: AuthenticatorApp, code: str) -> None:
    """Check a code and store its time step, because it and all before it no longer work. Raises WrongCode."""
    seed = open_seed(app)
    step = step_of_code(seed, "".join(code.split()), clock.now())
    is_public = seed == DEMO_SEED and settings().is_production
    if step is None or is_public or (app.last_step is not None and step <= app.last_step):
        raise WrongCode(TwoFactorErrorCode.WRONG_CODE)
    app.last_step = step
    session.flush()


def _add(user: User, seed: str) -> AuthenticatorApp:
    """Add an app that isn't confirmed yet, in place of an earlier one that never was."""
    unconfirmed = AuthenticatorApp.user_id == user.id, AuthenticatorApp.confirmed_at.is_(None)
    session.execute(delete(AuthenticatorApp).where(*unconfirmed))
    sealed = keyring().encrypt(seed.encode(), row=row_of(user.id))
    app = AuthenticatorApp(user_id=user.id, seed=sealed.content, seed_key=sealed.key_id, created_at=clock.now())
    session.add(app)
    session.flush()
    return app


def _remove_app(user: User) -> None:
    """Delete the confirmed app, and end what it protected: trust in devices, and logins between the two steps."""
    confirmed = AuthenticatorApp.user_id == user.id, AuthenticatorApp.confirmed_at.is_not(None)
    session.execute(delete(AuthenticatorApp).where(*confirmed))
    distrust_devices(user=user)
    forget_second_steps(user=user)
