"""The limit on web threads that may wait for a slow payment service."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import Event
from time import monotonic, sleep

import pytest
from flask import Flask

from app.payments.call_limit import QUICK_SECONDS, CallLimit, TooManyCalls


@contextmanager
def call_under_way(app: Flask, limit: CallLimit, seconds: float = 60) -> Iterator[None]:
    """Make a call in another request's thread, which ends with the block or after `seconds`."""
    started, over = Event(), Event()

    def work() -> None:
        with app.test_request_context(), limit.call():
            started.set()
            over.wait(seconds)

    with ThreadPoolExecutor(1) as pool:
        running = pool.submit(work)
        assert started.wait(10)
        yield
        over.set()
        running.result()


def test_a_request_does_not_wait_for_a_slow_call(app: Flask) -> None:
    limit = CallLimit(1)
    with call_under_way(app, limit), app.test_request_context():
        sleep(QUICK_SECONDS)
        begin = monotonic()
        with pytest.raises(TooManyCalls), limit.call():
            pass
        assert monotonic() - begin < QUICK_SECONDS / 2
    with app.test_request_context(), limit.call():
        pass


def test_a_request_waits_for_a_quick_call(app: Flask) -> None:
    limit = CallLimit(1)
    with call_under_way(app, limit, seconds=QUICK_SECONDS / 3), app.test_request_context(), limit.call():
        pass


def test_jobs_have_no_call_limit(app: Flask) -> None:
    limit = CallLimit(1)
    with call_under_way(app, limit), limit.call():
        pass
