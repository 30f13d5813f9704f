"""Generous limits by network, so that one network cannot occupy all threads.

They count in memory, in each process alone. The routes of these classes (`route_limits`) are the ones that are
requested most: counting them in PostgreSQL would add statements to answers that need few, or none.
"""

import time
from collections import Counter

from flask import Flask, request
from flask_limiter.util import get_remote_address
from werkzeug.exceptions import TooManyRequests

from app.core.networks import network_of
from config import Settings

# Search, lists, venues, and times: each new query costs up to a dozen statements.
COSTLY = frozenset({"embed", "search_pages", "slot_picker", "venue_pages", "waitlist"})
# Someone who types fast asks for these several times a second, and can still open pages.
SUGGESTIONS = frozenset({"search_pages.suggest_what", "search_pages.suggest_where"})
# Sent by machines: payment events are signed, and reports cost nothing.
MACHINES = frozenset({"payments.webhook", "payouts_events.webhook", "csp_reports.take"})
CLASSES = ("search", "suggestions", "forms")
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


def class_of(endpoint: str, method: str) -> str | None:
    """Return the class in memory that counts a request, if any."""
    if endpoint in SUGGESTIONS:
        return "suggestions"
    if endpoint.partition(".")[0] in COSTLY:
        return "search"
    return "forms" if method == "POST" and endpoint not in MACHINES else None


def init_app(app: Flask, settings: Settings) -> None:
    if not settings.network_limit:
        return
    minutes = {name: Minute(settings.network_limit) for name in CLASSES}

    @app.before_request
    def _refuse_floods() -> None:
        kind = class_of(request.endpoint or "", request.method)
        now = time.time()
        if kind and not minutes[kind].takes(network_of(get_remote_address(), bits=24), at=now):
            raise TooManyRequests(retry_after=MINUTE - int(now % MINUTE))
