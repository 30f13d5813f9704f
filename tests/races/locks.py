"""Waiting for another thread until it is done, or until it waits for a lock that this one holds."""

from concurrent.futures import Future
from concurrent.futures import TimeoutError as NotYet

from sqlalchemy import text

from app.core.db import db

WAITS = text("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'")


def ends_or_waits(task: Future[object]) -> None:
    """Return when the task is done, or when it waits for a lock that we hold."""
    while not task.done():
        with db.engine.connect() as other:
            if other.scalar(WAITS):
                return
        try:
            task.exception(timeout=0.02)
        except NotYet:
            continue
