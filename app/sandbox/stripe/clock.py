"""The stand-in's time: the machine's, moved by CLOCK_OFFSET and by what a test asked for.

Sessions expire and refunds settle by it.
"""

import os
import time

from app.sandbox.stripe.store import Store

OFFSET = "clock.offset"


class Clock:
    def __init__(self, store: Store) -> None:
        self._store = store
        self._ahead = int(os.environ.get("CLOCK_OFFSET") or 0)

    def now(self) -> int:
        """Seconds since 1970, UTC."""
        return int(time.time()) + self._ahead + int(self._store.setting(OFFSET) or 0)

    def advance(self, seconds: int) -> None:
        """Move on by so many seconds; a negative number moves back."""
        with self._store.transaction():
            self._store.set_setting(OFFSET, int(self._store.setting(OFFSET) or 0) + seconds)

    def set(self, instant: int) -> None:
        """Make it this instant (seconds since 1970); time runs on from there."""
        self._store.set_setting(OFFSET, instant - int(time.time()) - self._ahead)
