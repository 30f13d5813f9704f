from collections.abc import Sequence

from sqlalchemy import func, select

from app.accounts.enums import Role
from app.accounts.models import User
from app.db import session


def user_by_email(email: str) -> User | None:
    """Whoever has this address, whatever its case."""
    return session.scalar(select(User).where(func.lower(User.email) == email.lower()))


def user_by_session_key(key: str) -> User | None:
    """Whoever this session cookie signs in; nobody once the key was changed."""
    return session.scalar(select(User).where(User.session_key == key))


def user_of_id(user_id: int) -> User:
    return session.get_one(User, user_id)


def admins() -> Sequence[User]:
    """The people who run CozyWish, the first one first."""
    return session.scalars(select(User).where(User.role == Role.ADMIN).order_by(User.id)).all()
