"""Logins that wait for their second step."""

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.accounts.tokens import hash_of
from app.core import clock
from app.core.db import session
from app.two_factor.models import PendingLogin


def pending_login(token: str) -> PendingLogin | None:
    """Return the login of this token with its user. One statement.

    It is None if it was finished or expired, or if the person was suspended or got a new password since.
    """
    found = session.scalar(
        select(PendingLogin)
        .where(PendingLogin.token_hash == hash_of(token), PendingLogin.expires_at > clock.now())
        .options(joinedload(PendingLogin.user))
    )
    if found is None or found.user.is_suspended:
        return None
    changed_at = found.user.password_changed_at
    return None if changed_at is not None and changed_at > found.created_at else found
