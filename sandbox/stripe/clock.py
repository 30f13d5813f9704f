"""The stand-in's clock: system time, shifted by CLOCK_OFFSET and by whatever a test requests.

It decides when sessions expire and refunds settle.
"""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from sandbox.stripe.store import Store

OFFSET = "clock.offset"
# The instant at which something happens that the clock has already passed, or a test clock's time.
_instant: ContextVar[int | None] = ContextVar("instant", default=None)


class Clock:
    def __init__(self, store: Store) -> None:
        self._store = store
        self._ahead = int(os.environ.get("CLOCK_OFFSET") or 0)

    def now(self) -> int:
        """Return seconds since 1970, UTC."""
        instant = _instant.get()
        if instant is not None:
            return instant
        return int(time.time()) + self._ahead + int(self._store.setting(OFFSET) or 0)

    @contextmanager
    def at(self, instant: int) -> Iterator[None]:
        """Let the clock stand at an instant while this thread does what happens then."""
        token = _instant.set(instant)
        try:
            yield
        finally:
            _instant.reset(token)

    def advance(self, seconds: int) -> None:
        """Move the clock forward by `seconds`; a negative number moves it back."""
        with self._store.transaction():
            self._store.set_setting(OFFSET, int(self._store.setting(OFFSET) or 0) + seconds)

    def set(self, instant: int) -> None:
        """Set the clock to `instant` (seconds since 1970); it keeps running from there."""
        self._store.set_setting(OFFSET, instant - int(time.time()) - self._ahead)
