"""Passkeys: adding, using, renaming and removing them. Each challenge is answered once, by the browser that asked."""

from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError
from webauthn.helpers import generate_challenge

from app.accounts.actions.security_events import record_event
from app.accounts.actions.ways_in import has_another_way_in
from app.accounts.enums import Role, SecurityEventKind
from app.accounts.models import User
from app.accounts.queries.users import lock_user, user_of_id
from app.accounts.tokens import hash_of
from app.core import clock
from app.core.db import session
from app.core.errors import Conflict, DomainError
from app.two_factor import ceremonies
from app.two_factor.ceremonies import Refused
from app.two_factor.enums import PasskeyPurpose
from app.two_factor.errors import TwoFactorErrorCode
from app.two_factor.models import Passkey, PasskeyChallenge
from app.two_factor.queries.factors import is_two_factor_on
from app.two_factor.queries.passkeys import passkey_by_public_id, passkeys_of

# How long a person may take. The login page offers passkeys for as long as it is open.
CHALLENGE, OPEN_PAGE = timedelta(minutes=10), timedelta(hours=1)
MOST = 20
# The name of this way to log in among all of them.
PASSKEYS = "passkeys"


class PasskeyRefused(DomainError):
    pass


def options_to_add(*, user: User, browser: str) -> str:
    """Return the options for a new passkey as JSON."""
    challenge = _new_challenge(PasskeyPurpose.ADD, browser)
    return ceremonies.options_to_add(user, known=passkeys_of(user), challenge=challenge)


def options_to_use(*, purpose: PasskeyPurpose, browser: str, user: User | None) -> str:
    """Return the options for using a passkey as JSON: of this person, or of anyone who logs in."""
    known = passkeys_of(user) if user else ()
    is_alone = purpose is not PasskeyPurpose.SECOND_STEP
    return ceremonies.options_to_use(known, challenge=_new_challenge(purpose, browser), is_alone=is_alone)


def add_passkey(*, user: User, answer: str, browser: str, name: str, ip: str = "") -> Passkey:
    """Add a passkey that the browser made. Raises PasskeyRefused, and Conflict if it is known or there are too many."""
    lock_user(user.id)
    if len(passkeys_of(user)) >= MOST:
        raise Conflict(TwoFactorErrorCode.TOO_MANY_PASSKEYS, number=MOST)
    try:
        challenge = ceremonies.challenge_in(answer, is_new=True)
        _take_challenge(PasskeyPurpose.ADD, browser, challenge)
        key = ceremonies.verified_new(answer, challenge=challenge)
    except Refused:
        raise PasskeyRefused(TwoFactorErrorCode.PASSKEY_REFUSED) from None
    passkey = Passkey(
        user_id=user.id,
        credential_id=key.credential_id,
        public_key=key.public_key,
        sign_count=key.sign_count,
        transports=key.transports,
        is_synced=key.is_synced,
        name=name,
        created_at=clock.now(),
    )
    try:
        with session.begin_nested():
            session.add(passkey)
    except IntegrityError:
        raise Conflict(TwoFactorErrorCode.PASSKEY_KNOWN) from None
    record_event(SecurityEventKind.PASSKEY_ADDED, user=user, ip=ip)
    return passkey


def use_passkey(*, answer: str, purpose: PasskeyPurpose, browser: str, user: User | None = None) -> User:
    """Check that a passkey signed the browser's challenge, and return the person whose passkey it is.

    Except as a second step, the device must have asked for a face, a fingerprint, or a PIN, which makes it two factors.
    With `user`, only a passkey of that person counts. Raises PasskeyRefused.
    """
    try:
        return _used(answer, purpose, browser, user)
    except Refused:
        raise PasskeyRefused(TwoFactorErrorCode.PASSKEY_REFUSED) from None


def rename_passkey(*, passkey: Passkey, name: str) -> None:
    passkey.name = name
    session.flush()


def remove_passkey(*, user: User, public_id: str, ip: str = "") -> None:
    """Remove a passkey. Raises NotFound, and Conflict if the person could not log in without it.

    For an admin without an authenticator app, the last passkey is the second factor, which they need.
    """
    lock_user(user.id)
    passkey, is_last = passkey_by_public_id(user, public_id), len(passkeys_of(user)) == 1
    if is_last and not has_another_way_in(user, besides=PASSKEYS):
        raise Conflict(TwoFactorErrorCode.LAST_WAY_IN)
    if is_last and _is_needed(user):
        raise Conflict(TwoFactorErrorCode.REQUIRED_FOR_ADMINS)
    session.delete(passkey)
    session.flush()
    record_event(SecurityEventKind.PASSKEY_REMOVED, user=user, ip=ip)


def remove_all_passkeys(*, user: User) -> None:
    session.execute(delete(Passkey).where(Passkey.user_id == user.id))


def remove_passkeys_since(user: User, instant: datetime) -> list[SecurityEventKind]:
    """Remove the passkeys that were added at this instant or later, unless they are the second factor of an admin."""
    if _is_needed(user):
        return []
    recent = Passkey.user_id == user.id, Passkey.created_at >= instant
    gone = session.scalars(delete(Passkey).where(*recent).returning(Passkey.id)).all()
    return [SecurityEventKind.PASSKEY_REMOVED] if gone else []


def _is_needed(user: User) -> bool:
    """Return whether passkeys are the only second factor of someone who needs one."""
    return user.role is Role.ADMIN and not is_two_factor_on(user)


def _used(answer: str, purpose: PasskeyPurpose, browser: str, user: User | None) -> User:
    challenge = ceremonies.challenge_in(answer, is_new=False)
    _take_challenge(purpose, browser, challenge)
    credential_id, handle = ceremonies.credential_of(answer)
    passkey = session.scalar(
        select(Passkey)
        .where(Passkey.credential_id == credential_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if passkey is None or (user is not None and passkey.user_id != user.id):
        raise Refused
    holder = user or user_of_id(passkey.user_id)
    if handle is not None and handle != ceremonies.user_handle(holder):
        raise Refused
    is_alone = purpose is not PasskeyPurpose.SECOND_STEP
    passkey.sign_count = ceremonies.verified_use(answer, passkey, challenge=challenge, is_alone=is_alone)
    passkey.last_used_at = clock.now()
    session.flush()
    return holder


def _new_challenge(purpose: PasskeyPurpose, browser: str) -> bytes:
    """Store a new challenge for this browser. Expired ones are deleted."""
    now, challenge = clock.now(), generate_challenge()
    session.execute(delete(PasskeyChallenge).where(PasskeyChallenge.expires_at <= now))
    lasts = OPEN_PAGE if purpose is PasskeyPurpose.LOG_IN else CHALLENGE
    session.add(
        PasskeyChallenge(
            challenge_hash=hash_of(challenge.hex()),
            browser_hash=hash_of(browser),
            purpose=purpose,
            expires_at=now + lasts,
        )
    )
    session.flush()
    return challenge


def _take_challenge(purpose: PasskeyPurpose, browser: str, challenge: bytes) -> None:
    """Use up a challenge. Raises Refused if it expired, was answered, or is not this browser's."""
    open_one = (
        PasskeyChallenge.challenge_hash == hash_of(challenge.hex()),
        PasskeyChallenge.browser_hash == hash_of(browser),
        PasskeyChallenge.purpose == purpose,
        PasskeyChallenge.expires_at > clock.now(),
    )
    if not session.execute(delete(PasskeyChallenge).where(*open_one).returning(PasskeyChallenge.id)).all():
        raise Refused
