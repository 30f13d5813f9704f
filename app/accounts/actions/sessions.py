"""Sessions: the time that a browser stays logged in."""

from sqlalchemy import delete

from app.accounts import session_limits
from app.accounts.enums import LoginMethod
from app.accounts.errors import AccountErrorCode
from app.accounts.models import Device, LoginSession, User
from app.accounts.tokens import hash_of
from app.core import clock
from app.core.db import session
from app.core.errors import NotFound
from app.core.ids import token


def open_session(
    *,
    user: User,
    device: Device | None = None,
    method: LoginMethod = LoginMethod.PASSWORD,
    ip: str = "",
    user_agent: str = "",
    has_two_factors: bool = False,
) -> str:
    """Start a session and return its token, which only the browser stores.

    `has_two_factors` says that the person proved two. The user's expired sessions are deleted.
    """
    now, key = clock.now(), token()
    session.execute(delete(LoginSession).where(LoginSession.user_id == user.id, LoginSession.expires_at <= now))
    session.add(
        LoginSession(
            token_hash=hash_of(key),
            user_id=user.id,
            device=device,
            method=method,
            created_at=now,
            last_seen_at=now,
            proven_at=now,
            second_factor_at=now if has_two_factors else None,
            expires_at=session_limits.end_of(user.role, created_at=now, seen_at=now),
            ip=ip[:45],
            user_agent=user_agent[:200],
        )
    )
    session.flush()
    return key


def renew_session(*, login: LoginSession, user: User, proven: bool = False, has_two_factors: bool = False) -> str:
    """Give a session a new token, which is returned. Any copy of the previous cookie is invalid.

    Call it whenever the session may do more than before. `proven` says that the person just proved who they are, and
    `has_two_factors` that they proved two factors in this session.
    """
    now, key = clock.now(), token()
    login.token_hash, login.last_seen_at = hash_of(key), now
    login.expires_at = session_limits.end_of(user.role, created_at=login.created_at, seen_at=now)
    if proven:
        login.proven_at = now
    if has_two_factors:
        login.second_factor_at = now
    session.flush()
    return key


def end_session(*, token: str) -> None:
    """End a session. Its cookie and any copy of it are invalid from now on."""
    session.execute(delete(LoginSession).where(LoginSession.token_hash == hash_of(token)))


def log_out_session(*, user: User, public_id: str) -> LoginSession:
    """End one session of this user and return what it was. Raises NotFound."""
    login = session.query(LoginSession).filter_by(user_id=user.id, public_id=public_id).with_for_update().one_or_none()
    if login is None:
        raise NotFound(AccountErrorCode.NO_SUCH_SESSION)
    session.delete(login)
    session.flush()
    return login


def log_out_others(*, user: User, keep: LoginSession | None) -> int:
    """End all sessions of a user except `keep`, and return how many ended."""
    ends = LoginSession.user_id == user.id, LoginSession.id != (keep.id if keep else 0)
    ended = session.execute(delete(LoginSession).where(*ends).returning(LoginSession.id)).all()
    session.flush()
    return len(ended)


def log_out_everywhere(*, user: User) -> None:
    """End all sessions of a user: each browser must log in again."""
    log_out_others(user=user, keep=None)
    user.session_key = token()
    session.flush()
