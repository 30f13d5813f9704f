"""Worker status, for /readyz and the admins' home page: whether a worker runs, and whether it keeps up."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from sqlalchemy import text

from app.core.db import session

HEARTBEAT = timedelta(seconds=10)
"""How often a worker says that it lives."""
STALLED = timedelta(seconds=30)
"""Without a heartbeat for this long, a worker counts as dead: other workers take over its jobs."""
MISSING = timedelta(seconds=60)
"""Without a heartbeat of any worker for this long, the worker is missing. Longer than its longest pause."""
LATE = timedelta(minutes=5)
"""A job that has been due for longer than this is late."""

# By the database's clock, which workers use too. A job without `scheduled_at` was due when it was deferred.
STATUS = text("""
    SELECT
        EXISTS (SELECT FROM procrastinate_workers WHERE last_heartbeat > now() - :missing) AS is_alive,
        count(*) AS late,
        coalesce(now() - min(due_at), interval '0') AS behind
    FROM (
        SELECT coalesce(
            scheduled_at,
            (SELECT min(at) FROM procrastinate_events WHERE job_id = job.id AND type = 'deferred')
        ) AS due_at
        FROM procrastinate_jobs AS job
        WHERE status = 'todo'
    ) AS waiting
    WHERE due_at < now() - :late
""")


class WorkerState(StrEnum):
    """The worker's state for an operator. The first that applies counts."""

    MISSING = "missing"
    BEHIND = "behind"
    RUNNING = "running"


@dataclass(frozen=True, slots=True)
class WorkerStatus:
    """The worker's status.

    `late_jobs` have been due for longer than LATE; `behind` is how long the oldest of them has been due.
    """

    state: WorkerState
    late_jobs: int = 0
    behind: timedelta = timedelta()

    @property
    def minutes_behind(self) -> int:
        return int(self.behind / timedelta(minutes=1))


def worker_status() -> WorkerStatus:
    """Return the worker's status. One statement."""
    row = session.execute(STATUS, {"missing": MISSING, "late": LATE}).one()
    late = WorkerState.BEHIND if row.late else WorkerState.RUNNING
    return WorkerStatus(late if row.is_alive else WorkerState.MISSING, row.late, row.behind)
