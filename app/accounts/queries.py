from sqlalchemy import func, select

from app.accounts.models import User
from app.db import session


def user_by_email(email: str) -> User | None:
    """Whoever has this address, whatever its case."""
    return session.scalar(select(User).where(func.lower(User.email) == email.lower()))


def user_by_session_key(key: str) -> User | None:
    """Whoever this session cookie signs in; nobody once the key was changed."""
    return session.scalar(select(User).where(User.session_key == key))
