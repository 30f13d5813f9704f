"""The current time. Only this module reads the machine's clock, so that tests can set the time."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime, timedelta

_pinned: ContextVar[datetime | None] = ContextVar("pinned", default=None)
_ahead = timedelta()


def now() -> datetime:
    """Return the current instant, aware, in UTC, to the second, so that computed and stored values compare equal."""
    return _pinned.get() or datetime.now(UTC).replace(microsecond=0) + _ahead


def run_ahead(seconds: int) -> None:
    """Run this process's clock `seconds` ahead of the machine's (behind, if negative). Call once, at startup."""
    global _ahead  # noqa: PLW0603  # one process, one clock
    _ahead = timedelta(seconds=seconds)


def by_machine(at: datetime) -> datetime:
    """Convert an instant of this clock to the machine's clock, which PostgreSQL and the job queue use."""
    return at - _ahead


@contextmanager
def pinned(at: datetime) -> Iterator[None]:
    """Make `now()` return `at` (an aware instant) inside the block, in this thread."""
    token = _pinned.set(at.astimezone(UTC))
    try:
        yield
    finally:
        _pinned.reset(token)
