"""Browser sessions: the row and the signed cookie that names it. Both begin at login and end at logout."""

from datetime import timedelta

from flask import request
from flask import session as cookie
from flask_login import login_user, logout_user
from sqlalchemy import update

from app.accounts.actions import end_session, open_session
from app.accounts.models import LoginSession, User
from app.accounts.queries import session_of_token
from app.core import clock
from app.core.db import db

# The cookie key under which Flask-Login stores its argument for the user_loader: here the session's token.
KEY = "_user_id"
# Survives login: the cart that a guest filled before.
KEPT_AT_LOGIN = ("cart",)
# How old `last_seen_at` may get before it is written again.
COARSE = timedelta(hours=1)


def begin(user: User, *, remember: bool = False) -> None:
    """Log `user` in. Only the cart of the previous session stays in the cookie; it learns of the login by signal.

    The browser forgets the cookie when it closes, unless `remember`.
    """
    if KEY in cookie:
        end_session(token=cookie[KEY])
    kept = {key: cookie[key] for key in KEPT_AT_LOGIN if key in cookie}
    cookie.clear()
    cookie.update(kept)
    cookie.permanent = remember
    key = open_session(user=user, remember=remember, ip=request.remote_addr or "", user_agent=request.user_agent.string)
    login_user(user)
    cookie[KEY] = key


def end() -> None:
    """Log this browser out. Nothing is left for the next person, and a copy of the cookie is invalid."""
    if KEY in cookie:
        end_session(token=cookie[KEY])
    logout_user()
    cookie.clear()


def user_of_token(token: str) -> User | None:
    """Return the user who is logged in with this token, and record at most once an hour that the session is in use."""
    found = session_of_token(token)
    if found is None:
        return None
    login, user = found
    if login.last_seen_at < clock.now() - COARSE:
        _note_use(login.id)
    return user


def _note_use(session_id: int) -> None:
    """Write in a separate transaction, so no row stays locked while the page renders, and read-only pages work too."""
    now = clock.now()
    unnoted = LoginSession.id == session_id, LoginSession.last_seen_at < now - COARSE
    with db.engine.begin() as own:
        own.execute(update(LoginSession).where(*unnoted).values(last_seen_at=now))
