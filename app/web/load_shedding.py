"""A generous limit for expensive public pages, so that one network cannot occupy all threads."""

import time
from collections import Counter

from flask import Flask, request
from flask_limiter.util import get_remote_address
from werkzeug.exceptions import TooManyRequests

from app.core.networks import network_of
from config import Settings

# Search, lists, venues, and times: each new query costs up to a dozen statements.
COSTLY = frozenset({"search_pages", "slot_picker", "venue_pages"})
MINUTE = 60


class Minute:
    """Request counts by network in the current minute, in this process alone: exact counts would cost statements."""

    def __init__(self, most: int) -> None:
        self.most = most
        self._number = 0
        self._counts: Counter[str] = Counter()

    def takes(self, network: str, *, at: float) -> bool:
        """Count a request at an instant in seconds, and return whether it is within the limit."""
        number = int(at // MINUTE)
        if number != self._number:
            self._number, self._counts = number, Counter()
        self._counts[network] += 1
        return self._counts[network] <= self.most


def init_app(app: Flask, settings: Settings) -> None:
    if not settings.network_limit:
        return
    minute = Minute(settings.network_limit)

    @app.before_request
    def _refuse_floods() -> None:
        now = time.time()
        if request.blueprint in COSTLY and not minute.takes(network_of(get_remote_address(), bits=24), at=now):
            raise TooManyRequests(retry_after=MINUTE - int(now % MINUTE))
