"""The time between the two steps of logging in."""

from datetime import timedelta

from sqlalchemy import delete

from app.accounts.enums import LoginMethod
from app.accounts.models import User
from app.accounts.tokens import hash_of
from app.core import clock
from app.core.db import session
from app.core.ids import token
from app.two_factor.models import PendingLogin

# How long the first step counts.
PENDING = timedelta(minutes=10)


def start_second_step(*, user: User, method: LoginMethod, remember: bool, next_path: str) -> str:
    """Remember that a person passed the first step, and return a token for the browser. Expired ones are deleted."""
    now, key = clock.now(), token()
    session.execute(delete(PendingLogin).where(PendingLogin.expires_at <= now))
    session.add(
        PendingLogin(
            token_hash=hash_of(key),
            user_id=user.id,
            method=method,
            remember=remember,
            next_path=next_path,
            created_at=now,
            expires_at=now + PENDING,
        )
    )
    session.flush()
    return key


def finish_second_step(*, pending: PendingLogin) -> bool:
    """End a pending login, and return whether this was the first time. The second of two requests waits and is not."""
    ended = session.execute(
        delete(PendingLogin).where(PendingLogin.id == pending.id).returning(PendingLogin.id),
        execution_options={"synchronize_session": False},
    ).all()
    return bool(ended)


def forget_second_steps(*, user: User) -> None:
    """End the pending logins of a person whose second factor changed."""
    session.execute(delete(PendingLogin).where(PendingLogin.user_id == user.id))
