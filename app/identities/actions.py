"""Attempts to use an account at a provider, and what they lead to: a login, a new account, a connected account."""

from datetime import datetime, timedelta

from sqlalchemy import delete, update
from sqlalchemy.exc import IntegrityError

from app.accounts.actions.accounts import open_account
from app.accounts.actions.credentials import mark_verified
from app.accounts.actions.security_events import record_event
from app.accounts.actions.ways_in import has_another_way_in
from app.accounts.enums import SecurityEventKind
from app.accounts.models import User
from app.accounts.queries.users import lock_user, user_by_email, user_of_id
from app.consents.actions import agree_to_pages
from app.core import clock
from app.core.db import constraint_name, session
from app.core.errors import Conflict, DomainError
from app.identities.enums import AttemptPurpose, Provider
from app.identities.errors import IdentityErrorCode
from app.identities.models import ExternalIdentity, IdentityAttempt
from app.identities.provider import Claims, Secrets
from app.identities.queries import hash_of, identities_of, identity_of_subject

LASTS = timedelta(minutes=10)
# The name of this way to log in among all of them.
IDENTITIES = "identities"
# The events that the account holder reads.
CONNECTED = {
    Provider.GOOGLE: SecurityEventKind.GOOGLE_CONNECTED,
    Provider.APPLE: SecurityEventKind.APPLE_CONNECTED,
}
DISCONNECTED = {
    Provider.GOOGLE: SecurityEventKind.GOOGLE_DISCONNECTED,
    Provider.APPLE: SecurityEventKind.APPLE_DISCONNECTED,
}


def begin_attempt(
    *, provider: Provider, purpose: AttemptPurpose, secrets: Secrets, browser: str, user_id: int | None, next_page: str
) -> IdentityAttempt:
    """Store an attempt. `browser` is the secret in the browser's cookie."""
    now = clock.now()
    attempt = IdentityAttempt(
        state_hash=hash_of(secrets.state),
        browser_hash=hash_of(browser),
        provider=provider,
        purpose=purpose,
        nonce=secrets.nonce,
        code_verifier=secrets.code_verifier,
        user_id=user_id,
        next=next_page,
        created_at=now,
        expires_at=now + LASTS,
    )
    session.add(attempt)
    session.flush()
    return attempt


def use_state(*, provider: Provider, state: str, browser: str) -> IdentityAttempt:
    """Return the attempt with this state, which works no longer from now on.

    Raises Conflict if the state is unknown, was used, is too old, or is another browser's.
    """
    attempt: IdentityAttempt | None = session.scalar(
        update(IdentityAttempt)
        .where(
            IdentityAttempt.state_hash == hash_of(state),
            IdentityAttempt.browser_hash == hash_of(browser),
            IdentityAttempt.provider == provider,
            IdentityAttempt.returned_at.is_(None),
            IdentityAttempt.expires_at > clock.now(),
        )
        .values(returned_at=clock.now())
        .returning(IdentityAttempt)
    )
    if attempt is None:
        raise Conflict(IdentityErrorCode.ATTEMPT_OVER)
    return attempt


def note_claims(*, attempt_id: int, claims: Claims, browser: str) -> None:
    """Store what the provider said, for the browser with the new secret `browser`.

    Raises DomainError if the email address is missing, or the provider has not verified it. A connected account needs
    none: its subject identifies the person.
    """
    attempt = session.get_one(IdentityAttempt, attempt_id)
    if identity_of_subject(attempt.provider, claims.subject) is None:
        if not claims.email:
            raise DomainError(IdentityErrorCode.EMAIL_MISSING, provider=attempt.provider.label)
        if not claims.is_email_verified:
            raise DomainError(IdentityErrorCode.EMAIL_UNVERIFIED, provider=attempt.provider.label)
    attempt.subject, attempt.name = claims.subject, claims.name
    attempt.email = claims.email if claims.is_email_verified else ""
    attempt.browser_hash = hash_of(browser)
    session.flush()


def known_user(*, attempt: IdentityAttempt) -> User | None:
    """Return the user whose account this account at the provider is connected to, and note its use."""
    identity = identity_of_subject(attempt.provider, attempt.subject or "")
    if identity is None:
        return None
    identity.email, identity.last_used_at = attempt.email or identity.email, clock.now()
    session.flush()
    return user_of_id(identity.user_id)


def await_proof(*, attempt: IdentityAttempt) -> User | None:
    """Return the user with the attempt's email address, or None.

    The provider's word is not enough to enter an account that exists: the attempt now waits until that user is logged
    in. Raises Conflict if the account at the provider was disconnected since and has no verified email address.
    """
    if not attempt.email:
        raise Conflict(IdentityErrorCode.ATTEMPT_OVER)
    user = user_by_email(attempt.email)
    if user is not None:
        attempt.purpose, attempt.user_id = AttemptPurpose.PROVE, user.id
        session.flush()
    return user


def create_account(*, attempt: IdentityAttempt, name: str) -> User:
    """Create an account without a password for the attempt's account at the provider.

    Its email address counts as verified, because the provider verified it. Raises AddressTaken if the email address has
    an account by now.
    """
    user = open_account(email=attempt.email, password_hash=None, name=name)
    agree_to_pages(user=user)
    _add_identity(user, attempt)
    return user


def connect(*, user: User, attempt: IdentityAttempt, ip: str = "") -> None:
    """Connect the attempt's account at the provider to a user, and end the attempt. Doing so twice changes nothing.

    Raises Conflict if the user has another account of this provider connected, or the account is another user's.
    """
    known = identity_of_subject(attempt.provider, attempt.subject or "")
    if known is not None and known.user_id == user.id:
        end_attempt(attempt=attempt)
        return
    _add_identity(user, attempt)
    record_event(CONNECTED[attempt.provider], user=user, ip=ip)


def _add_identity(user: User, attempt: IdentityAttempt) -> None:
    identity = ExternalIdentity(
        user_id=user.id, provider=attempt.provider, subject=attempt.subject or "", email=attempt.email
    )
    try:
        with session.begin_nested():
            session.add(identity)
    except IntegrityError as error:
        if constraint_name(error) == "uq_external_identity_user_id_provider":
            raise Conflict(IdentityErrorCode.ANOTHER_ACCOUNT_CONNECTED, provider=attempt.provider.label) from None
        raise Conflict(IdentityErrorCode.CONNECTED_ELSEWHERE, provider=attempt.provider.label) from None
    if user.email == attempt.email:
        mark_verified(user=user)  # the provider verified it
    end_attempt(attempt=attempt)


def disconnect(*, user: User, provider: Provider, ip: str = "") -> ExternalIdentity | None:
    """Disconnect a user's account at a provider and return it, or None if there is none.

    Raises Conflict if this is the only way in.
    """
    lock_user(user.id)  # so that of two tabs, one disconnects the first and the other keeps the last
    connected = {one.provider: one for one in identities_of(user.id)}
    identity = connected.pop(provider, None)
    if identity is None:
        return None
    if not connected and not has_another_way_in(user, besides=IDENTITIES):
        raise Conflict(IdentityErrorCode.LAST_WAY_IN, provider=provider.label)
    session.delete(identity)
    session.flush()
    record_event(DISCONNECTED[provider], user=user, ip=ip)
    return identity


def disconnect_since(user: User, instant: datetime) -> list[SecurityEventKind]:
    """Disconnect the accounts at providers that were connected at this instant or later."""
    recent = ExternalIdentity.user_id == user.id, ExternalIdentity.created_at >= instant
    gone = delete(ExternalIdentity).where(*recent).returning(ExternalIdentity.provider)
    return [DISCONNECTED[provider] for provider in session.scalars(gone)]


def end_attempt(*, attempt: IdentityAttempt) -> None:
    """Delete an attempt that led somewhere."""
    session.delete(attempt)
    session.flush()


def forget_attempts() -> None:
    """Delete the attempts that are over."""
    session.execute(delete(IdentityAttempt).where(IdentityAttempt.expires_at <= clock.now()))
