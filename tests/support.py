"""Test support besides factories: a fixed instant, a job runner, and a counter of SQL statements."""

import asyncio
import gc
import re
from collections.abc import Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from contextvars import copy_context
from datetime import UTC, datetime
from typing import Any, TypeVar

from flask import Flask, g, has_app_context
from flask.testing import FlaskClient
from procrastinate.periodic import PeriodicRegistry
from sqlalchemy import Connection, event, text, update
from sqlalchemy.engine.interfaces import DBAPICursor
from werkzeug.test import TestResponse

from app.accounts.actions.sessions import open_session
from app.accounts.models import LoginSession, User
from app.accounts.tokens import hash_of
from app.core import jobs
from app.core.db import db, session
from app.worker import work_off

Result = TypeVar("Result")

# Thursday, May 14, 2026, 10:00 AM in Portland, Oregon.
NOW = datetime(2026, 5, 14, 17, 0, tzinfo=UTC)
# No session of a test ends before.
NEVER = datetime(2100, 1, 1, tzinfo=UTC)


def utc(moment: str) -> datetime:
    """Parse '2026-05-14 17:00' into an aware instant in UTC."""
    return datetime.fromisoformat(moment).replace(tzinfo=UTC)


def sign_in(client: FlaskClient, user: User) -> None:
    """Log a user in, without the 30 ms that checking a password takes on purpose. Commits.

    The session outlasts every jump of the clock; tests/accounts/test_sessions.py tests when sessions end.
    """
    token = open_session(user=user, has_two_factors=True)
    session.execute(
        update(LoginSession)
        .where(LoginSession.token_hash == hash_of(token))
        .values(last_seen_at=NEVER, expires_at=NEVER)
    )
    session.commit()
    with client.session_transaction() as cookie:
        cookie["_user_id"] = token


class Client(FlaskClient):
    """A test client that begins each request with an empty `g`, as a server does.

    Otherwise a context that a test keeps open would carry over the previous request's user.
    """

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        if has_app_context():
            vars(g).clear()
        return super().open(*args, **kwargs)


def run_async(coroutine: Coroutine[Any, Any, Result]) -> Result:
    """Run a coroutine in a new thread, because a browser test may have left an event loop running in this one.

    Context variables, such as the application, are the caller's.
    """
    here = copy_context()
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(here.run, asyncio.run, coroutine).result()


class Jobs:
    """The real worker, run until no due job is left."""

    def __init__(self, app: Flask) -> None:
        self.app = app

    def run(self) -> None:
        """Commit the test's changes, then run the jobs one at a time."""
        session.commit()
        jobs.bind(self.app)
        # Without the periodic tasks: which of them are due depends on the machine's clock.
        registry, jobs.queue.periodic_registry = jobs.queue.periodic_registry, PeriodicRegistry()
        try:
            run_async(work_off(self.app.extensions["settings"], slots=1))
        finally:
            jobs.queue.periodic_registry = registry
        session.expire_all()

    def waiting(self) -> list[str]:
        """Return the names of the jobs that have not run yet, in order."""
        found = session.execute(text("SELECT task_name FROM procrastinate_jobs WHERE status = 'todo' ORDER BY id"))
        return [row.task_name for row in found]


class Statements(list[str]):
    """A list of SQL statements in the order they were sent."""


@contextmanager
def statements() -> Iterator[Statements]:
    """Collect the statements sent to the database inside the block, except those for savepoints.

    The session remembers a row until the garbage collector removes it, which can happen at any time. To make counts
    repeatable, the collector runs once before the block, which drops rows that earlier requests loaded, and is off
    inside it.
    """
    sent = Statements()

    def note(
        _connection: Connection, _cursor: DBAPICursor, statement: str, _values: object, _context: object, _many: bool
    ) -> None:
        if not re.match(r"(SAVEPOINT|RELEASE|ROLLBACK TO)", statement):
            sent.append(statement)

    gc.collect()
    enabled = gc.isenabled()
    gc.disable()
    event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
        if enabled:
            gc.enable()
