"""A limit on how many web requests can be in a call to the payment service at a time.

A service that hangs must not block the threads that serve everyone else. Background jobs are not limited: no guest
waits for them, and they have their own threads.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Condition
from time import monotonic

from flask import has_request_context

# How long until a call counts as slow, and how long a request waits for a quick one to end.
QUICK_SECONDS = 0.5


class TooManyCalls(Exception):
    """The maximum number of requests is already waiting for the service."""


class CallLimit:
    """At most `at_once` concurrent calls by web requests of this process."""

    def __init__(self, at_once: int) -> None:
        self._at_once = at_once
        self._started: list[float] = []
        self._changed = Condition()

    @contextmanager
    def call(self) -> Iterator[None]:
        """Count one call. Raises TooManyCalls at the limit, immediately if the calls in progress are slow."""
        if not has_request_context():
            yield
            return
        started = self._enter()
        try:
            yield
        finally:
            with self._changed:
                self._started.remove(started)
                self._changed.notify()

    def _enter(self) -> float:
        patience = monotonic() + QUICK_SECONDS
        with self._changed:
            while len(self._started) >= self._at_once:
                left = min(patience, self._started[-1] + QUICK_SECONDS) - monotonic()
                if left <= 0 or not self._changed.wait(left):
                    raise TooManyCalls
            started = monotonic()
            self._started.append(started)
            return started
