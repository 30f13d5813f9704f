"""What tests need besides factories: a fixed instant, a job runner, a counter of statements."""

import asyncio
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

from flask import Flask
from sqlalchemy import Connection, event, text
from sqlalchemy.engine.interfaces import DBAPICursor

from app import jobs
from app.db import db, session
from app.worker import work

# Thursday, May 14, 2026, 10:00 AM in Portland, Oregon.
NOW = datetime(2026, 5, 14, 17, 0, tzinfo=UTC)


def utc(moment: str) -> datetime:
    """'2026-05-14 17:00' as an aware instant in UTC."""
    return datetime.fromisoformat(moment).replace(tzinfo=UTC)


class Jobs:
    """The real worker, run until nothing that is due is left."""

    def __init__(self, app: Flask) -> None:
        self.app = app

    def run(self) -> None:
        """Commit what the test did, then run the jobs, one at a time."""
        session.commit()
        jobs.bind(self.app)
        asyncio.run(work(self.app.extensions["settings"], wait=False, concurrency=1))
        session.expire_all()

    def waiting(self) -> list[str]:
        """Names of the jobs that are yet to run, in order."""
        found = session.execute(text("SELECT task_name FROM procrastinate_jobs WHERE status = 'todo' ORDER BY id"))
        return [row.task_name for row in found]


class Statements(list[str]):
    """SQL statements, in order."""


@contextmanager
def statements() -> Iterator[Statements]:
    """Collect what is sent to the database inside the block."""
    sent = Statements()

    def note(
        _connection: Connection, _cursor: DBAPICursor, statement: str, _values: object, _context: object, _many: bool
    ) -> None:
        if not re.match(r"(SAVEPOINT|RELEASE|ROLLBACK TO)", statement):
            sent.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
