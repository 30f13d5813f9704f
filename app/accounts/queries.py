from collections.abc import Sequence
from hashlib import sha256

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from app.accounts.enums import Role
from app.accounts.errors import AccountErrorCode
from app.accounts.models import Impersonation, LoginSession, User
from app.core import clock
from app.core.db import session
from app.core.errors import NotFound


def user_by_email(email: str) -> User | None:
    """Return the user with this email address, ignoring case."""
    return session.scalar(select(User).where(func.lower(User.email) == email.lower()))


def session_of_token(token: str) -> tuple[LoginSession, User] | None:
    """Return a session with its user, or None if it ended or expired or the user is suspended. One statement."""
    found = session.execute(
        select(LoginSession, User)
        .join(User, User.id == LoginSession.user_id)
        .where(
            LoginSession.token_hash == hash_of(token),
            LoginSession.expires_at > clock.now(),
            User.suspended_at.is_(None),
        )
    ).one_or_none()
    return None if found is None else (found[0], found[1])


def hash_of(token: str) -> str:
    """Hash a session's token. Its 128 random bits need neither a salt nor a slow hash."""
    return sha256(token.encode()).hexdigest()


def user_of_id(user_id: int) -> User:
    return session.get_one(User, user_id)


def lock_user(user_id: int) -> User:
    """Lock a user's row until the transaction ends, and read it again."""
    return session.get_one(User, user_id, with_for_update={"key_share": True}, populate_existing=True)


def user_by_public_id(public_id: str) -> User:
    """Return a user by public id. Raises NotFound."""
    user = session.scalar(select(User).where(User.public_id == public_id))
    if user is None:
        raise NotFound(AccountErrorCode.NO_SUCH_ACCOUNT)
    return user


def admins() -> Sequence[User]:
    """List the active admins, oldest first. Suspended ones are left out."""
    running = User.role == Role.ADMIN, User.suspended_at.is_(None)
    return session.scalars(select(User).where(*running).order_by(User.id)).all()


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
