"""What time it is. The only place that asks the machine, so that tests can say."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime, timedelta

_pinned: ContextVar[datetime | None] = ContextVar("pinned", default=None)
_ahead = timedelta()


def now() -> datetime:
    """Return the current instant, aware, in UTC, to the second: what is stored is what is compared."""
    return _pinned.get() or datetime.now(UTC).replace(microsecond=0) + _ahead


def run_ahead(seconds: int) -> None:
    """Run this process's clock `seconds` ahead of the machine's (behind, if negative). Set once, at the start."""
    global _ahead  # noqa: PLW0603  # one process, one clock
    _ahead = timedelta(seconds=seconds)


def by_machine(at: datetime) -> datetime:
    """Convert an instant of this clock to the machine's, which is what PostgreSQL and the job queue go by."""
    return at - _ahead


@contextmanager
def pinned(at: datetime) -> Iterator[None]:
    """Make `now()` answer `at` (an aware instant) inside the block, in this thread."""
    token = _pinned.set(at.astimezone(UTC))
    try:
        yield
    finally:
        _pinned.reset(token)
