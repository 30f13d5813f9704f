"""The session of a browser: its row, and the signed cookie that names it. Both begin at log-in and end at log-out."""

from datetime import timedelta

from flask import request
from flask import session as cookie
from flask_login import login_user, logout_user
from sqlalchemy import update

from app import clock
from app.accounts.actions import end_session, open_session
from app.accounts.models import LoginSession, User
from app.accounts.queries import session_of_token
from app.db import db

# Where Flask-Login keeps in the cookie what it passes to the user_loader: here the token of the session.
KEY = "_user_id"
# What a guest had before logging in and keeps: the cart.
KEPT_AT_LOGIN = ("cart",)
# How old `last_seen_at` may get before it is written again.
COARSE = timedelta(hours=1)


def begin(user: User, *, remember: bool = False) -> None:
    """Log `user` in. Nothing of the session before is left in the cookie but the cart, which hears of it by signal.

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
    """Log this browser out. Nothing is kept for the next person, and a copy of the cookie opens nothing."""
    if KEY in cookie:
        end_session(token=cookie[KEY])
    logout_user()
    cookie.clear()


def user_of_token(token: str) -> User | None:
    """Return who is logged in by this token, and note once an hour that the session is in use."""
    found = session_of_token(token)
    if found is None:
        return None
    login, user = found
    if login.last_seen_at < clock.now() - COARSE:
        _note_use(login.id)
    return user


def _note_use(session_id: int) -> None:
    """Write it in a transaction of its own: it locks no row while the page is made, and pages may be read-only."""
    now = clock.now()
    unnoted = LoginSession.id == session_id, LoginSession.last_seen_at < now - COARSE
    with db.engine.begin() as own:
        own.execute(update(LoginSession).where(*unnoted).values(last_seen_at=now))
