"""Background jobs (Procrastinate), deferred in the caller's transaction, so that either both happen or neither does.

A job may run twice and out of order; every task is idempotent. A task is one transaction, committed when it returns,
unless it must use the network between two transactions of its own.
"""

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from flask import Flask
from procrastinate import App, PsycopgConnector, RetryDecision, RetryStrategy
from procrastinate.contrib.sqlalchemy import SQLAlchemyPsycopg2Connector
from procrastinate.jobs import Job
from procrastinate.manager import JobManager
from procrastinate.tasks import configure_task
from sqlalchemy import Connection, text

from app.core import clock
from app.core.db import roll_back, session
from app.core.logs import log
from app.core.redaction import summary

# Emails have their own queue with its own slots (app.worker), so an email server that hangs delays nothing but emails.
DEFAULT_QUEUE, EMAIL_QUEUE = "default", "email"
# A failed email is retried after 2, 4, 8 ... seconds: fifteen tries last most of a day, longer than most outages.
EMAIL_TRIES = 15
# A job holds up later jobs with its lock and its priority even while it is not due. So one that waits for its time has
# a lower priority than those that are due: a venue's nightly reindex must not delay the reindex after a booking.
NOT_YET_DUE = -1

P = ParamSpec("P")
T = TypeVar("T")

# The worker's connector: psycopg 3, asynchronous, opened by app.worker.
queue = App(connector=PsycopgConnector())

# Deferring always uses the session's own connection, in the web process and inside tasks.
_deferring = JobManager(SQLAlchemyPsycopg2Connector())

_flask_app: Flask | None = None


def bind(app: Flask) -> None:
    """Set the application whose context this process runs tasks in. A later call replaces it."""
    global _flask_app  # noqa: PLW0603  # one worker process, one application
    _flask_app = app


def defer(
    task: str,
    *,
    lock: str | None = None,
    at: datetime | None = None,
    priority: int = 0,
    connection: Connection | None = None,
    **arguments: str | int,
) -> None:
    """Schedule `task` to run after this transaction commits, and not before `at` (aware) if it is given.

    The transaction is the session's, or that of `connection`.

    Jobs with the same `lock` run one after another: higher `priority` first, then in the order in which they were
    deferred. A job that waits for `at` delays no other job.
    """
    due = clock.by_machine(at) if at else None
    if at and lock:
        priority += NOT_YET_DUE
    known = queue.tasks.get(task)
    configure_task(
        name=task,
        queue=known.queue if known else DEFAULT_QUEUE,
        job_manager=_deferring,
        connection=connection or session.connection(),
        lock=lock,
        schedule_at=due,
        priority=priority,
    ).defer(**arguments)


def defer_once(task: str, *, lock: str, **arguments: Any) -> None:
    """Schedule `task`, unless another job like this is due and hasn't started: it will read what changed until then.

    A job that is running doesn't count, because it may have read before the change.
    """
    if not is_waiting(task, lock=lock):
        defer(task, lock=lock, **arguments)


def is_waiting(task: str, *, lock: str) -> bool:
    """Return whether another job like this is due and has yet to run, so that it can do this one's work."""
    due = "status = 'todo' AND (scheduled_at IS NULL OR scheduled_at <= now())"
    query = f"SELECT EXISTS (SELECT FROM procrastinate_jobs WHERE task_name = :task AND lock = :lock AND {due})"  # noqa: S608
    return bool(session.scalar(text(query), {"task": task, "lock": lock}))


def is_planned(task: str, *, lock: str) -> bool:
    """Return whether a job like this has yet to run, now or later."""
    query = (
        "SELECT EXISTS (SELECT FROM procrastinate_jobs WHERE task_name = :task AND lock = :lock AND status = 'todo')"
    )
    return bool(session.scalar(text(query), {"task": task, "lock": lock}))


def planned(task: str, *, argument: str) -> set[int]:
    """Return the values of a numeric argument in all jobs of a task that have yet to run, now or later."""
    query = "SELECT (args ->> :argument)::bigint FROM procrastinate_jobs WHERE task_name = :task AND status = 'todo'"
    return set(session.scalars(text(query), {"task": task, "argument": argument}))


class Backoff(RetryStrategy):
    """Retry a failed job after 2, 4, 8 ... seconds, without delaying other jobs that have its lock."""

    def get_retry_decision(self, *, exception: BaseException, job: Job) -> RetryDecision | None:
        """Return when to retry `job`, or None if it has no attempts left."""
        decision = super().get_retry_decision(exception=exception, job=job)
        if decision and job.lock:
            decision.priority = min(job.priority, NOT_YET_DUE)
        return decision


def task(
    name: str, *, retries: int = 8, queue_name: str = DEFAULT_QUEUE
) -> Callable[[Callable[P, None]], Callable[P, None]]:
    """Register a function as the task `name`. A failed run is retried after 2, 4, 8 ... seconds."""

    def register(function: Callable[P, None]) -> Callable[P, None]:
        @wraps(function)
        def run(*args: P.args, **kwargs: P.kwargs) -> None:
            in_transaction(function, *args, **kwargs)

        queue.task(name=name, queue=queue_name, retry=Backoff(max_attempts=retries, exponential_wait=2))(run)
        return function

    return register


def email_task(name: str) -> Callable[[Callable[P, None]], Callable[P, None]]:
    """Register a function that sends one email."""
    return task(name, retries=EMAIL_TRIES, queue_name=EMAIL_QUEUE)


def periodic(name: str, *, cron: str) -> Callable[[Callable[[], None]], Callable[[], None]]:
    """Register a function that runs on a schedule (UTC), once no matter how many workers there are."""

    def register(function: Callable[[], None]) -> Callable[[], None]:
        def run(timestamp: int) -> None:  # noqa: ARG001  # Procrastinate passes when it was due
            in_transaction(function)

        queue.periodic(cron=cron)(queue.task(name=name, queueing_lock=name, lock=name)(run))
        return function

    return register


def in_transaction(function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Call `function` in an application context and commit; roll back and raise if it fails."""
    if _flask_app is None:
        raise RuntimeError("no application is bound: call jobs.bind(app) first")
    with _flask_app.app_context():
        try:
            result = function(*args, **kwargs)
            session.commit()
        except Exception as error:
            roll_back()
            numbers = {name: value for name, value in kwargs.items() if isinstance(value, int)}
            log.error("job failed", task=function.__name__, error=summary(error), **numbers)
            raise
        return result
