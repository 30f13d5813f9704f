"""What time it is. The only place that asks the machine, so that tests can say."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime

_pinned: ContextVar[datetime | None] = ContextVar("pinned", default=None)


def now() -> datetime:
    """The current instant, aware, in UTC, to the second: what is stored is what is compared."""
    return _pinned.get() or datetime.now(UTC).replace(microsecond=0)


@contextmanager
def pinned(at: datetime) -> Iterator[None]:
    """Make `now()` answer `at` (an aware instant) inside the block, in this thread."""
    token = _pinned.set(at.astimezone(UTC))
    try:
        yield
    finally:
        _pinned.reset(token)
