"""Job queue rows as workers leave them, for tests that run no worker."""

from datetime import timedelta

from sqlalchemy import text

from app.core.db import session


def add_worker(*, silent_for: timedelta = timedelta()) -> int:
    """Add a worker whose last heartbeat was `silent_for` ago, and return its id."""
    added = session.execute(
        text("INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - :silent_for) RETURNING id"),
        {"silent_for": silent_for},
    )
    return int(added.scalar_one())


def add_job(
    *,
    task: str = "tests.none",
    status: str = "todo",
    due: timedelta | None = None,
    deferred: timedelta = timedelta(),
    **values: object,
) -> int:
    """Add a job and return its id. `deferred` and `due` (the scheduled time, if any) are offsets from now."""
    row = {"lock": None, "queueing_lock": None, "attempts": 0, "worker_id": None, **values}
    job_id = session.execute(
        text(
            "INSERT INTO procrastinate_jobs"
            " (queue_name, task_name, status, scheduled_at, lock, queueing_lock, attempts, worker_id) VALUES"
            " ('default', :task, CAST(:status AS procrastinate_job_status), now() + CAST(:due AS interval), :lock,"
            " :queueing_lock, :attempts, :worker_id) RETURNING id"
        ),
        {"task": task, "status": status, "due": due, **row},
    ).scalar_one()
    session.execute(
        text("UPDATE procrastinate_events SET at = now() + :deferred WHERE job_id = :job_id"),
        {"deferred": deferred, "job_id": job_id},
    )
    return int(job_id)
