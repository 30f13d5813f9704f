from collections.abc import Sequence

from sqlalchemy import func, select

from app.accounts.enums import Role
from app.accounts.errors import AccountErrorCode
from app.accounts.models import User
from app.core.db import session
from app.core.errors import NotFound


def user_by_email(email: str) -> User | None:
    """Return the user with this email address, ignoring case."""
    return session.scalar(select(User).where(func.lower(User.email) == email.lower()))


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
