"""Limits that slow down guessing the codes of gift cards: waits grow for an account, and for a network."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from flask import request
from werkzeug.exceptions import TooManyRequests

from app.accounts.actions.security_events import record_refusal
from app.accounts.enums import SecurityEventKind
from app.accounts.models import User
from app.core.networks import network
from app.gift_cards.actions import WrongGiftCardCode
from app.login import waits
from app.login.attempts import NEARBY, Growth
from app.login.waits import Wait
from app.web.extensions import limiter

# For all accounts of a network together.
NETWORK = Growth(free=30, first=timedelta(minutes=1), longest=timedelta(hours=1))


@contextmanager
def counted(user: User) -> Iterator[None]:
    """Refuse a try that comes too soon, and count a wrong one, which is a security event of the account.

    Raises TooManyRequests, whose page says how long to wait.
    """
    if not limiter.enabled:
        yield
        return
    found = [
        Wait(f"gift card {user.id}", NEARBY.after),
        Wait(f"gift card network {network()}", NETWORK.after),
    ]
    left = waits.longest_left(found)
    if left:
        raise TooManyRequests(retry_after=left)
    try:
        yield
    except WrongGiftCardCode:
        waits.count_failure(found)
        record_refusal(SecurityEventKind.WRONG_GIFT_CARD, user_id=user.id, role=user.role, ip=request.remote_addr or "")
        raise
    waits.forget(found[:1])
