"""Tests that jobs whose worker died are soon retried by the next worker, which also releases their locks."""

from datetime import timedelta

import pytest
from flask import Flask
from procrastinate import PsycopgConnector
from sqlalchemy import text

from app.core import jobs as engine
from app.core.db import session
from app.core.stalled_jobs import retry_stalled_jobs
from tests.queue import add_job, add_worker
from tests.support import Jobs, run_async

DEAD = timedelta(seconds=31)
SLOW = timedelta(seconds=29)


@pytest.fixture
def retry(app: Flask) -> "Retry":
    return Retry(app.extensions["settings"].database_url)


class Retry:
    def __init__(self, url: str) -> None:
        self._url = url

    def __call__(self) -> int:
        session.commit()
        return run_async(self._retry())

    async def _retry(self) -> int:
        connector = PsycopgConnector(conninfo=self._url, min_size=1, max_size=2)
        await connector.open_async()
        try:
            return await retry_stalled_jobs(connector)
        finally:
            await connector.close_async()


def status_of(job_id: int) -> tuple[str, int] | None:
    row = session.execute(
        text("SELECT status, attempts FROM procrastinate_jobs WHERE id = :id"), {"id": job_id}
    ).first()
    session.commit()
    return None if row is None else (row.status, row.attempts)


def test_jobs_of_a_dead_worker_are_due_again(db: None, retry: Retry) -> None:
    job = add_job(status="doing", worker_id=add_worker(silent_for=DEAD))
    assert retry() == 1
    assert status_of(job) == ("todo", 1)


def test_jobs_of_a_forgotten_worker_are_due_again(db: None, retry: Retry) -> None:
    job = add_job(status="doing", worker_id=None)
    assert retry() == 1
    assert status_of(job) == ("todo", 1)


def test_jobs_of_a_worker_that_is_alive_are_left_alone(db: None, retry: Retry) -> None:
    job = add_job(status="doing", worker_id=add_worker(silent_for=SLOW))
    assert retry() == 0
    assert status_of(job) == ("doing", 0)


def test_jobs_behind_the_lock_of_a_stalled_job_run_after_it(db: None, retry: Retry, jobs: Jobs) -> None:
    ran.clear()
    dead = add_worker(silent_for=DEAD)
    add_job(task="tests.note_first", status="doing", worker_id=dead, lock="venue:1")
    add_job(task="tests.note_second", lock="venue:1")
    jobs.run()
    assert ran == [], "the dead job holds the lock"
    retry()
    jobs.run()
    assert ran == ["first", "second"]


def test_stalled_periodic_jobs_give_way_to_the_next_queued_run(db: None, retry: Retry, jobs: Jobs) -> None:
    ran.clear()
    locks = {"lock": "tests.note_first", "queueing_lock": "tests.note_first"}
    dead = add_job(task="tests.note_first", status="doing", worker_id=add_worker(silent_for=DEAD), **locks)
    add_job(task="tests.note_first", **locks)
    assert retry() == 1
    assert status_of(dead) is None
    jobs.run()
    assert ran == ["first"]


def test_jobs_that_keep_killing_their_worker_fail_after_nine_attempts(db: None, retry: Retry) -> None:
    dead = add_worker(silent_for=DEAD)
    last, spent = (
        add_job(task="tests.note_first", status="doing", worker_id=dead, attempts=attempts) for attempts in (7, 8)
    )
    assert retry() == 2
    assert (status_of(last), status_of(spent)) == (("todo", 8), ("failed", 9))


ran: list[str] = []


@engine.task("tests.note_first")
def note_first() -> None:
    ran.append("first")


@engine.task("tests.note_second")
def note_second() -> None:
    ran.append("second")
