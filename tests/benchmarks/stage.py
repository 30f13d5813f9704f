"""A database server of its own for a benchmark, with the settings that people run."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from statistics import median
from time import perf_counter

import structlog
from flask import Flask
from structlog.typing import EventDict

from app import create_app
from app.extensions import limiter
from tests import database

# As a default server has them: a commit is on the disk when it is told.
SETTINGS = {"max_connections": "100", "shared_buffers": "256MB"}


@contextmanager
def stage(name: str) -> Iterator[tuple[Flask, str]]:
    """An application in its context, on a migrated, empty database; and the database's URL."""
    cluster = database.start_cluster(SETTINGS)
    try:
        url = database.prepared(name)
        limiter.enabled = False
        app = create_app(database.settings_for(url))
        # A line for each request would hide the table; who wants them can capture them.
        structlog.configure(processors=[drop])
        app.config.update(WTF_CSRF_ENABLED=False, PROPAGATE_EXCEPTIONS=True)
        with app.app_context():
            yield app, url
    finally:
        cluster.stop()


def drop(_logger: object, _method: str, _event: EventDict) -> EventDict:
    raise structlog.DropEvent


def milliseconds(work: Callable[[], object], *, runs: int = 30) -> float:
    """The median of many runs, after two that are not counted."""
    took = []
    for _ in range(runs + 2):
        begun = perf_counter()
        work()
        took.append((perf_counter() - begun) * 1000)
    return median(took[2:])
