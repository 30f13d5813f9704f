from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from app import clock
from app.accounts.enums import Role
from app.accounts.models import Seeing, User
from app.db import session
from app.errors import NotFound


def user_by_email(email: str) -> User | None:
    """Whoever has this address, whatever its case."""
    return session.scalar(select(User).where(func.lower(User.email) == email.lower()))


def user_by_session_key(key: str) -> User | None:
    """Whoever this session cookie signs in; nobody once the key was changed, or while she is suspended."""
    return session.scalar(select(User).where(User.session_key == key, User.suspended_at.is_(None)))


def user_of_id(user_id: int) -> User:
    return session.get_one(User, user_id)


def user_by_public_id(public_id: str) -> User:
    """Raises NotFound."""
    user = session.scalar(select(User).where(User.public_id == public_id))
    if user is None:
        raise NotFound("There is nobody at this address. It may have been cut short.")
    return user


def admins() -> Sequence[User]:
    """The people who run CozyWish, the first one first; who is suspended runs nothing."""
    running = User.role == Role.ADMIN, User.suspended_at.is_(None)
    return session.scalars(select(User).where(*running).order_by(User.id)).all()


def seeing_by_key(key: str, admin: User) -> Seeing | None:
    """What this admin looks at now, with the person as whom she does; None when that has ended. One statement."""
    return session.scalar(
        select(Seeing)
        .where(Seeing.key == key, Seeing.admin_id == admin.id, Seeing.ended_at.is_(None), Seeing.ends_at > clock.now())
        .options(joinedload(Seeing.user))
    )
