"""A separate database server for a benchmark, with settings as in production."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from statistics import median
from time import perf_counter

import structlog
from flask import Flask
from structlog.typing import EventDict

from app import create_app
from app.web.extensions import limiter
from tests import database

# Durable, like a default server: a commit is on disk before it is confirmed.
SETTINGS = {"max_connections": "100", "shared_buffers": "256MB"}


@contextmanager
def stage(name: str) -> Iterator[tuple[Flask, str]]:
    """Yield an application, in its context, on a migrated and empty database, and the database's URL."""
    cluster = database.start_cluster(SETTINGS)
    try:
        url = database.prepared(name)
        limiter.enabled = False
        app = create_app(database.settings_for(url))
        # A log line for each request would hide the table; benchmarks can still capture them.
        structlog.configure(processors=[drop])
        app.config.update(WTF_CSRF_ENABLED=False, PROPAGATE_EXCEPTIONS=True)
        with app.app_context():
            yield app, url
    finally:
        cluster.stop()


def drop(_logger: object, _method: str, _event: EventDict) -> EventDict:
    raise structlog.DropEvent


def milliseconds(work: Callable[[], object], *, runs: int = 30) -> float:
    """Return the median milliseconds of many runs, after two runs that do not count."""
    took = []
    for _ in range(runs + 2):
        begun = perf_counter()
        work()
        took.append((perf_counter() - begun) * 1000)
    return median(took[2:])
