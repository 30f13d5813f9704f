"""Tests that a background task killed at any of its worst moments, and run again, ends as if it had run once.

The worst moments are after each effect outside of the database (an email, a refund, a file), and before and after each
commit. An email may be sent twice, under one Message-ID; nothing else may happen twice.
"""

import json
import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Column, Connection, Engine, event, select, text
from sqlalchemy.orm import Session

from app.core import jobs
from app.core.db import Base, db, session
from app.photos.folder import FolderStore
from app.venues.models import VenueVersion
from search.postgres.tables import documents
from tests import database, factories
from tests.email.outbox import Outbox
from tests.project import (
    killed_account_jobs,
    killed_booking_jobs,
    killed_card_jobs,
    killed_dispute_jobs,
    killed_finance_jobs,
    killed_gift_card_jobs,
    killed_import_jobs,
    killed_payout_jobs,
    killed_staff_jobs,
    killed_venue_jobs,
)
from tests.project.killed_jobs import CASES, Arguments, World
from tests.sandbox.servers import StripeSandbox
from tests.support import NOW

# Imported for their side effect: each registers its cases.
REGISTERED = (
    killed_account_jobs,
    killed_booking_jobs,
    killed_card_jobs,
    killed_finance_jobs,
    killed_gift_card_jobs,
    killed_import_jobs,
    killed_dispute_jobs,
    killed_payout_jobs,
    killed_staff_jobs,
    killed_venue_jobs,
)
# Adapters for outside services. A task can die after any of their answers.
OUTSIDE = ("mail", "balance", "payments", "payouts", "disputes", "memberships", "photos", "calendars", "tax")
# Random values that differ in each run.
NUMBERS = re.compile(
    r"\b(?:acct|cs_test|cus|sub|in|price|pi|pm|po|re|ch|tr|trr|du|txn|tax|taxcalc)_\w+|\b[A-Z]{1,2}-\w{4}-\w{4}\b"
)
# The stand-in's clock runs, but no test for a minute.
SECONDS = re.compile(r"(\d{4}-\d\d-\d\d \d\d:\d\d):\d\d(?:\.\d+)?")
RANDOM = frozenset(
    {
        *("public_id", "key", "token", "session_key", "idempotency_key", "guest_key", "made_at", "print"),
        *("guest_print", "content", "credential_id", "code_hash"),
    }
)


def ours() -> list[str]:
    names = (name for name, task in jobs.queue.tasks.items() if not name.startswith("tests."))
    return sorted(name for name in names if "builtin_tasks" not in name)


class Killed(BaseException):
    """A simulated process kill, which no `except Exception` catches."""


class Moments:
    """A counter of the moments of a run, which kills it at moment number `deadly`."""

    def __init__(self, deadly: int | None) -> None:
        self.deadly = deadly
        self.passed = 0

    def pass_one(self) -> None:
        self.passed += 1
        if self.passed == self.deadly:
            raise Killed


class Watched:
    """A wrapper around an adapter that counts each answer as a moment."""

    def __init__(self, adapter: object, moments: Moments) -> None:
        self._adapter, self._moments = adapter, moments

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._adapter, name)
        if not callable(found):
            return found

        def call(*args: Any, **kwargs: Any) -> Any:
            answer = found(*args, **kwargs)
            self._moments.pass_one()
            return answer

        return call


@contextmanager
def watched(app: Flask, moments: Moments) -> Iterator[None]:
    def before_commit(_connection: Connection) -> None:
        moments.pass_one()

    def after_commit(_session: Session) -> None:
        moments.pass_one()

    adapters = {name: app.extensions[name] for name in OUTSIDE}
    app.extensions.update({name: Watched(adapter, moments) for name, adapter in adapters.items()})
    event.listen(Engine, "commit", before_commit)
    event.listen(session, "after_commit", after_commit)
    try:
        yield
    finally:
        event.remove(Engine, "commit", before_commit)
        event.remove(session, "after_commit", after_commit)
        app.extensions.update(adapters)


class Site:
    """A site with something to do for one task."""

    def __init__(self, app: Flask, stripe: StripeSandbox, outbox: Outbox, clear_mails: Callable[[], object]) -> None:
        self.app, self.stripe, self.outbox, self.clear_mails = app, stripe, outbox, clear_mails

    def arrange(self, name: str, folder: Path) -> Arguments:
        session.remove()
        database.empty()
        session.remove()
        factories._numbers = count(1)
        self.stripe.reset()
        self.stripe.set_clock(NOW)
        self.clear_mails()
        self.app.extensions["photos"] = FolderStore(folder)
        arguments = CASES[name].arrange(World(self.stripe))
        session.flush()
        session.execute(text("DELETE FROM procrastinate_jobs"))
        session.commit()
        session.remove()
        return arguments

    def run(self, name: str, arguments: Arguments, *, deadly: int | None = None) -> int:
        """Run the task as the worker does, killed at moment `deadly` if given. Return how many moments it reached."""
        moments = Moments(deadly)
        is_periodic = any(task == name for task, _ in jobs.queue.periodic_registry.periodic_tasks)
        given = {"timestamp": 0} if is_periodic else arguments
        jobs.bind(self.app)
        with watched(self.app, moments):
            try:
                jobs.queue.tasks[name].func(**given)
            except Killed:
                # When a process dies, the server rolls back the open transactions on its connections.
                with self.app.app_context():
                    db.engine.dispose()
        return moments.passed

    def outcome(self, folder: Path) -> dict[str, Any]:
        """Return everything that the task can have changed.

        Leaves out random values, and the ids and venue versions that a killed run used up.
        """
        tables = (Base.metadata.tables.keys() & database.written_tables()) - {VenueVersion.__tablename__}
        read = {name: rows_of(Base.metadata.tables[name].columns) for name in tables}
        found: dict[str, Any] = {name: rows for name, rows in read.items() if rows}
        found["search"] = sorted(session.scalars(select(documents.c.id)))
        queue = session.execute(text("SELECT task_name, args, lock FROM procrastinate_jobs WHERE status = 'todo'"))
        # A set, because a job that is deferred twice does its work once, as these tests show.
        jobs_left = {(row.task_name, masked(row.lock or ""), *sorted(row.args)) for row in queue}
        found["jobs"] = sorted(jobs_left)
        session.remove()
        refunds = self.stripe.client().v1.refunds.list().data
        found["refunds"] = [(refund.amount, refund.status) for refund in refunds]
        transfers = self.stripe.client().v1.transfers.list().data
        found["transfers"] = [(transfer.amount, transfer.amount_reversed) for transfer in transfers]
        found["emails"] = [
            masked(each) for each in {dict(mail["headers"])["Message-ID"] for mail in self.outbox.mails()}
        ]
        found["files"] = sorted(path.suffix for path in folder.rglob("*") if path.is_file())
        return found


def rows_of(columns: Iterable[Column[Any]]) -> list[str]:
    kept = [one for one in columns if not one.foreign_keys and one.name != "id" and one.name not in RANDOM]
    rows = session.execute(select(*kept)) if kept else []
    return sorted(masked(json.dumps(list(row), default=str)) for row in rows)


def masked(text: str) -> str:
    return SECONDS.sub(r"\1", NUMBERS.sub("(number)", text))


@pytest.fixture
def site(client: FlaskClient, app: Flask, stripe: StripeSandbox, outbox: Outbox, mail_process: Any) -> Iterator[Site]:
    photos, numbers = app.extensions["photos"], factories._numbers
    yield Site(app, stripe, outbox, mail_process.clear)
    app.extensions["photos"], factories._numbers = photos, numbers
    session.remove()


def test_every_task_has_a_case() -> None:
    assert sorted(CASES) == ours()


@pytest.mark.parametrize("name", ours())
def test_killed_tasks_that_run_again_end_as_if_they_had_run_once(site: Site, tmp_path: Path, name: str) -> None:
    def folder(number: int) -> Path:
        return tmp_path / str(number)

    arguments = site.arrange(name, folder(0))
    before = site.outcome(folder(0))
    moments = site.run(name, arguments)
    once = site.outcome(folder(0))
    assert (once != before) is CASES[name].changes_something
    assert moments >= 2, "before and after its commit"
    # Kill the task again and again, each time one moment later, like a job whose worker keeps dying.
    arguments = site.arrange(name, folder(1))
    for deadly in range(1, moments + 1):
        site.run(name, arguments, deadly=deadly)
    site.run(name, arguments)
    assert site.outcome(folder(1)) == once
