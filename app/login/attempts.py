"""Limits that slow down guessing of passwords and codes, and lock no account holder out.

Each wrong try makes the next one wait longer: for the account from that network after a few tries, and for the account
from anywhere after many. A device on which the account holder logged in before has waits of its own, so a stranger who
guesses elsewhere can't keep them out. The wait is checked before a password is hashed, and answered as 429 at once.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, TypeVar, cast

from email_validator import EmailNotValidError
from flask import request
from flask_login import current_user
from werkzeug.exceptions import TooManyRequests

from app.accounts.actions.security_events import record_refusal
from app.accounts.enums import SecurityEventKind
from app.accounts.queries.devices import KnownDevice, known_device
from app.accounts.sessions import browser_token
from app.core.errors import DomainError
from app.core.networks import network
from app.login import waits
from app.login.waits import Wait
from app.web.extensions import limiter
from app.web.forms import mail_address

V = TypeVar("V", bound=Callable[..., Any])

SCOPE = "login"


@dataclass(frozen=True, slots=True)
class Growth:
    """How waits grow: after `free` wrong tries the first one, and each is twice the one before, up to the longest."""

    free: int
    first: timedelta
    longest: timedelta

    def after(self, number: int) -> timedelta:
        """Return how long to wait after this many wrong tries in a row."""
        over = number - self.free
        return timedelta() if over < 0 else min(self.first * 2 ** min(over, 20), self.longest)


# For an account from one network, or on one known device.
NEARBY = Growth(free=5, first=timedelta(seconds=30), longest=timedelta(hours=1))
# For an account from all networks together: many strangers, or one with many addresses.
ANYWHERE = Growth(free=50, first=timedelta(minutes=1), longest=timedelta(minutes=15))


def typed_account() -> str:
    """Return the email address that was typed for the counters, of real accounts and made-up addresses alike.

    It is in the form that accounts have: an address can be typed in many ways, which would each get counters.
    """
    typed = request.form.get("email", "").strip()
    try:
        return mail_address(typed)
    except EmailNotValidError:
        return typed.lower()[:254]


def own_account() -> str:
    """Return the email address of the person who is logged in, for forms that have no field for it.

    Never what was sent: with another address in each request, someone would never have to wait.
    """
    return str(current_user.email).lower() if current_user.is_authenticated else ""


def limited(view: V) -> V:
    """Limit how often a network may post to a view that reveals whether a password is right. They share a counter."""
    return cast(V, limiter.shared_limit("60/minute", scope=SCOPE, key_func=network, methods=["POST"])(view))


@contextmanager
def counted(
    *wrong: type[DomainError],
    email: str | None = None,
    kind: SecurityEventKind | None = SecurityEventKind.WRONG_PASSWORD,
) -> Iterator[None]:
    """Refuse a try that comes too soon, and count a wrong password or code: one of these errors passes through.

    `email` is the account's, where the form has no field for it. `kind` is the event that records a wrong one. A right
    one ends the waits of this network and device.
    Raises TooManyRequests, whose page says how long to wait.
    """
    named = (email or typed_account()).lower()
    if not limiter.enabled or not named:
        yield
        return
    device = known_device(named, browser_token())
    found = _waits(named, device.device_id if device else None)
    left = waits.longest_left(found)
    if left:
        raise TooManyRequests(retry_after=left)
    try:
        yield
    except wrong:
        numbers = waits.count_failure(found)
        if kind is not None:
            _record(kind, device)
        if numbers.get(named) == ANYWHERE.free:
            _record(SecurityEventKind.GUESSING, device)
        raise
    waits.forget(found[:1])


def _waits(named: str, device_id: int | None) -> Sequence[Wait]:
    """Return the counters of this try, the nearest first."""
    if device_id is not None:
        return [Wait(f"{named} device {device_id}", NEARBY.after)]
    return [Wait(f"{named} network {network()}", NEARBY.after), Wait(named, ANYWHERE.after)]


def _record(kind: SecurityEventKind, account: KnownDevice | None) -> None:
    record_refusal(
        kind,
        user_id=account.user_id if account else None,
        role=account.role if account else None,
        device_id=account.device_id if account else None,
        ip=request.remote_addr or "",
    )
