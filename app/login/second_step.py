"""The second step of logging in, between the proof of a first factor and the session.

The browser's cookie names a row, which says who proved what. It counts for ten minutes and once.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from flask import g, request
from flask import session as cookie

from app.accounts import sessions
from app.accounts.actions.devices import trust_device
from app.accounts.actions.security_events import record_refusal
from app.accounts.enums import LoginMethod, Role, SecurityEventKind
from app.accounts.models import Device, User
from app.accounts.queries.sessions import device_of_browser
from app.core import clock
from app.core.db import session
from app.core.errors import DomainError
from app.login import attempts
from app.two_factor.actions.pending import finish_second_step, start_second_step
from app.two_factor.models import PendingLogin
from app.two_factor.queries.factors import TRUST, is_trusted
from app.two_factor.queries.pending import pending_login

KEY = "second_step"


def is_skipped_here(user: User) -> bool:
    """Return whether this person trusts this browser, so that they need no second step in it."""
    return is_trusted(device_of_browser(user, sessions.browser_token()), user)


def start(user: User, *, method: LoginMethod, remember: bool, next_page: str | None) -> None:
    """Remember the first step in this browser. The page of the second step follows."""
    cookie[KEY] = start_second_step(user=user, method=method, remember=remember, next_path=next_page or "")


def current() -> PendingLogin | None:
    """Return the login that waits in this browser, if any. Read once per request."""
    if "pending_login" not in g:
        g.pending_login = pending_login(cookie[KEY]) if KEY in cookie else None
    found: PendingLogin | None = g.pending_login
    return found


def finish(pending: PendingLogin, *, trust: bool = False) -> bool:
    """Log the person in after both steps, and return whether the login was still waiting for the second one."""
    if not finish_second_step(pending=pending):
        return False
    user = pending.user
    login = sessions.begin(user, method=pending.method, remember=pending.remember, has_two_factors=True)
    device = session.get(Device, login.device_id) if login.device_id else None
    if trust and device is not None and user.role is not Role.ADMIN:
        trust_device(device=device, until=clock.now() + TRUST)
    return True


@contextmanager
def counted(user: User, *wrong: type[DomainError]) -> Iterator[None]:
    """Count and record a wrong code or passkey. Raises TooManyRequests for a try that comes too soon.

    The second step has waits of its own: a right password must not end them. Only people who know it get here, so they
    keep nobody out.
    """
    try:
        with attempts.counted(*wrong, email=f"second step of {user.email}", kind=None):
            yield
    except wrong:
        record_refusal(SecurityEventKind.WRONG_CODE, user_id=user.id, ip=request.remote_addr or "")
        raise
