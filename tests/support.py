"""What tests need besides factories: a fixed instant, a job runner, a counter of statements."""

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
from sqlalchemy import Connection, event, text
from sqlalchemy.engine.interfaces import DBAPICursor
from werkzeug.test import TestResponse

from app import jobs
from app.accounts.actions import open_session
from app.accounts.models import User
from app.db import db, session
from app.worker import work_off

Result = TypeVar("Result")

# Thursday, May 14, 2026, 10:00 AM in Portland, Oregon.
NOW = datetime(2026, 5, 14, 17, 0, tzinfo=UTC)


def utc(moment: str) -> datetime:
    """'2026-05-14 17:00' as an aware instant in UTC."""
    return datetime.fromisoformat(moment).replace(tzinfo=UTC)


def sign_in(client: FlaskClient, user: User) -> None:
    """As after a log-in, without the 50 ms that a password takes on purpose."""
    token = open_session(user=user, remember=True)
    session.commit()
    with client.session_transaction() as cookie:
        cookie["_user_id"] = token


class Client(FlaskClient):
    """Begins each request with an empty `g`, as a server does: the context that a test keeps open would hand on the
    last request's person."""

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        if has_app_context():
            vars(g).clear()
        return super().open(*args, **kwargs)


def run_async(coroutine: Coroutine[Any, Any, Result]) -> Result:
    """Run a coroutine in a thread of its own, which has no event loop yet: a browser test may have left one running in
    this thread. Context variables, such as the application, are the caller's."""
    here = copy_context()
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(here.run, asyncio.run, coroutine).result()


class Jobs:
    """The real worker, run until nothing that is due is left."""

    def __init__(self, app: Flask) -> None:
        self.app = app

    def run(self) -> None:
        """Commit what the test did, then run the jobs, one at a time."""
        session.commit()
        jobs.bind(self.app)
        # Without the periodic tasks: which of them are due depends on the hour of the machine.
        registry, jobs.queue.periodic_registry = jobs.queue.periodic_registry, PeriodicRegistry()
        try:
            run_async(work_off(self.app.extensions["settings"], slots=1))
        finally:
            jobs.queue.periodic_registry = registry
        session.expire_all()

    def waiting(self) -> list[str]:
        """Names of the jobs that are yet to run, in order."""
        found = session.execute(text("SELECT task_name FROM procrastinate_jobs WHERE status = 'todo' ORDER BY id"))
        return [row.task_name for row in found]


class Statements(list[str]):
    """SQL statements, in order."""


@contextmanager
def statements() -> Iterator[Statements]:
    """Collect what is sent to the database inside the block.

    The session knows a row for as long as somebody holds on to it, or until the garbage collector comes by, which is
    any time. Here it comes once, before, so that what only an earlier request has loaded is forgotten, and not inside.
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
