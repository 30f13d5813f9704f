from collections.abc import Sequence
from hashlib import sha256

from flask_babel import gettext as _
from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from app import clock
from app.accounts.enums import Role
from app.accounts.models import Impersonation, LoginSession, User
from app.db import session
from app.errors import NotFound


def user_by_email(email: str) -> User | None:
    """Whoever has this address, whatever its case."""
    return session.scalar(select(User).where(func.lower(User.email) == email.lower()))


def session_of_token(token: str) -> tuple[LoginSession, User] | None:
    """Find a session with its user; None once it ended or expired, or if the user is suspended. One statement."""
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
    """Hash a session's token. Its 128 random bits need no salt and no slow hash."""
    return sha256(token.encode()).hexdigest()


def user_of_id(user_id: int) -> User:
    return session.get_one(User, user_id)


def lock_user(user_id: int) -> User:
    """Lock a user's row until the transaction ends, and read it again."""
    return session.get_one(User, user_id, with_for_update={"key_share": True}, populate_existing=True)


def user_by_public_id(public_id: str) -> User:
    """Raises NotFound."""
    user = session.scalar(select(User).where(User.public_id == public_id))
    if user is None:
        raise NotFound(_("We can’t find this person. The link may be incomplete."))
    return user


def admins() -> Sequence[User]:
    """The people who run CozyWish, the first one first; who is suspended runs nothing."""
    running = User.role == Role.ADMIN, User.suspended_at.is_(None)
    return session.scalars(select(User).where(*running).order_by(User.id)).all()


def impersonation_by_key(key: str, admin: User) -> Impersonation | None:
    """What this admin looks at now, with the person as whom she does; None when that has ended. One statement."""
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
