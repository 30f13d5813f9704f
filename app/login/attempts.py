"""Rate limits that slow down password guessing, at login and registration alike, and lock no owner out.

Attempts are limited for each pair of network and email address. After many wrong passwords for one account, from any
network, each network gets one attempt in ten minutes, later one in an hour. Guessing from many networks becomes slow,
but the owner of the account has a network of their own and therefore an attempt.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar, cast

from flask import g, request
from flask_login import current_user

from app.core.errors import DomainError
from app.core.networks import network
from app.login import second_step
from app.web.extensions import limiter

V = TypeVar("V", bound=Callable[..., Any])

SCOPE = "log-in"
# The number of wrong passwords for one account before its attempts become slow, and before they become slower.
MANY_AN_HOUR, MANY_A_DAY = 100, 1000
HOUR, DAY = 3600, 24 * 3600


def account() -> str:
    """Return the email address for the counters: as typed, of real accounts and made-up addresses alike.

    In the second step of logging in, it is that of the account.
    """
    if (request.endpoint or "").startswith("login.second_step"):
        pending = second_step.current()
        return pending.user.email.lower() if pending else ""
    if current_user.is_authenticated and "email" not in request.form:
        return str(current_user.email).lower()
    return request.form.get("email", "").strip().lower()[:254]


def account_and_network() -> str:
    return f"{account()} {network()}"


def limited(view: V) -> V:
    """Limit a view that reveals whether a password is right. All of these views share their counters."""
    found: Any = view
    for limit, key, exempt in LIMITS:
        found = limiter.shared_limit(limit, scope=SCOPE, key_func=key, methods=["POST"], exempt_when=exempt)(found)
    return cast(V, found)


@contextmanager
def counted(*wrong: type[DomainError]) -> Iterator[None]:
    """Count a wrong password for the account if one of these errors passes through."""
    try:
        yield
    except wrong:
        if limiter.enabled:
            for seconds in (HOUR, DAY):
                limiter.storage.incr(_key(seconds), seconds)
        raise


def failures(seconds: int) -> int:
    """Return how many wrong passwords this account had in its current window of `seconds`. Read once per request."""
    known: dict[int, int] = g.setdefault("failed_log_ins", {})
    if seconds not in known:
        known[seconds] = limiter.storage.get(_key(seconds))
    return known[seconds]


# The strictest last: the outermost decorator is checked first.
LIMITS: tuple[tuple[str, Callable[[], str], Callable[[], bool] | None], ...] = (
    ("1/hour", account_and_network, lambda: failures(DAY) < MANY_A_DAY),
    ("1/10 minutes", account_and_network, lambda: failures(HOUR) < MANY_AN_HOUR),
    ("10/minute", account_and_network, None),
    ("60/minute", network, None),
)


def _key(seconds: int) -> str:
    return f"failed-log-in/{seconds}/{account()}"
