"""Rate limits for what we send by email when someone asks: per address, so nobody's mailbox fills, and per network."""

from collections.abc import Callable
from typing import Any, TypeVar, cast

from app.core.networks import network
from app.login.attempts import own_account, typed_account
from app.web.extensions import limiter

V = TypeVar("V", bound=Callable[..., Any])

SCOPE = "emails-on-request"
PER_ADDRESS, PER_NETWORK = "5/hour", "30/hour"


def emails_limited(view: V) -> V:
    """Limit a view that emails an address on request. The counters don't depend on whether it has an account."""
    return _limited(view, typed_account)


def own_emails_limited(view: V) -> V:
    """Limit a view that emails the person who is logged in."""
    return _limited(view, own_account)


def _limited(view: V, address: Callable[[], str]) -> V:
    found: Any = view
    for limit, key in ((PER_ADDRESS, address), (PER_NETWORK, network)):
        found = limiter.shared_limit(limit, scope=SCOPE, key_func=key, methods=["POST"])(found)
    return cast(V, found)
