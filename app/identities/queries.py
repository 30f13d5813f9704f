from collections.abc import Sequence
from hashlib import sha256

from sqlalchemy import exists, select

from app.accounts.models import User
from app.core import clock
from app.core.db import session
from app.core.errors import Conflict
from app.identities.enums import Provider
from app.identities.errors import IdentityErrorCode
from app.identities.models import ExternalIdentity, IdentityAttempt


def identities_of(user_id: int) -> Sequence[ExternalIdentity]:
    """List the accounts at providers that are connected to an account here."""
    query = select(ExternalIdentity).where(ExternalIdentity.user_id == user_id).order_by(ExternalIdentity.id)
    return session.scalars(query).all()


def has_identity(user: User) -> bool:
    """Return whether any account at a provider is connected. One statement."""
    return bool(session.scalar(select(exists().where(ExternalIdentity.user_id == user.id))))


def identity_of_subject(provider: Provider, subject: str) -> ExternalIdentity | None:
    """Return the connected account with this subject, or None."""
    of_subject = ExternalIdentity.provider == provider, ExternalIdentity.subject == subject
    return session.scalar(select(ExternalIdentity).where(*of_subject))


def returned_attempt(provider: Provider, browser: str) -> IdentityAttempt:
    """Lock and return the attempt for which this browser's person came back from the provider.

    Raises Conflict if there is none, or it is too old.
    """
    attempt = session.scalar(
        select(IdentityAttempt)
        .where(
            IdentityAttempt.browser_hash == hash_of(browser),
            IdentityAttempt.provider == provider,
            IdentityAttempt.subject.is_not(None),
            IdentityAttempt.expires_at > clock.now(),
        )
        .with_for_update()
    )
    if attempt is None:
        raise Conflict(IdentityErrorCode.ATTEMPT_OVER)
    return attempt


def hash_of(secret: str) -> str:
    """Hash a state or a browser's cookie. Its 256 random bits need neither a salt nor a slow hash."""
    return sha256(secret.encode()).hexdigest()
