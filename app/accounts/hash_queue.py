"""The queue of passwords to hash. A hash takes a whole processor for about 30 ms.

A process hashes one at a time, and at most half of the processors hash for all processes of a web server. One thread of
each process never waits for a hash. So a flood of wrong passwords leaves time and threads to other pages.
"""

import os
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from fcntl import LOCK_EX, LOCK_UN, lockf
from tempfile import TemporaryFile
from threading import Lock, get_native_id
from typing import TypeVar

from flask import has_request_context
from flask_babel import gettext as _

from app.core.errors import Unavailable
from app.core.settings import settings

T = TypeVar("T")

# In seconds. Only a machine that is busy with everything else takes that long; elsewhere the line ends sooner.
LONGEST_WAIT = 10


def _yield_to_others() -> None:
    """Lower the priority of the current thread, unless it is lower already. Only Linux has one for each thread."""
    if sys.platform == "linux":
        this = os.PRIO_PROCESS, get_native_id()
        os.setpriority(*this, max(10, os.getpriority(*this)))


_hashing = ThreadPoolExecutor(max_workers=1, thread_name_prefix="password", initializer=_yield_to_others)
_PLACES = max(1, (os.cpu_count() or 1) // 2)
_places = TemporaryFile()  # noqa: SIM115 -- open as long as the process; processes forked from it share its locks


@contextmanager
def _place() -> Iterator[None]:
    """Wait for a free processor. If this process is killed, the operating system releases its lock."""
    number = os.getpid() % _PLACES
    lockf(_places, LOCK_EX, 1, number)
    try:
        yield
    finally:
        lockf(_places, LOCK_UN, 1, number)


class _Line:
    """The web requests of this process that wait for a hash."""

    def __init__(self) -> None:
        self._lock, self._length = Lock(), 0

    @contextmanager
    def joined(self, longest: int) -> Iterator[None]:
        """Wait in line. Raises Unavailable at once if it is too long."""
        with self._lock:
            if self._length >= longest:
                raise _too_many()
            self._length += 1
        try:
            yield
        finally:
            with self._lock:
                self._length -= 1


_line = _Line()


def in_turn(work: Callable[[], T]) -> T:
    """Return what `work` returns when its turn comes.

    Raises Unavailable if too many requests wait, or if one waits too long. Jobs and commands wait for as long as it
    takes.
    """
    if not has_request_context():
        return _submitted(work).result()
    with _line.joined(longest=max(1, settings().web_threads - 1)):
        future = _submitted(work)
        try:
            return future.result(timeout=LONGEST_WAIT)
        except TimeoutError:
            future.cancel()
            raise _too_many() from None


def _submitted(work: Callable[[], T]) -> Future[T]:
    def work_in_place() -> T:
        with _place():
            return work()

    return _hashing.submit(work_in_place)


def _too_many() -> Unavailable:
    return Unavailable(_("Many people are logging in right now. Try again in a few seconds."))
