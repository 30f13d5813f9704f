"""Jobs whose worker died while running them: they stay "doing" and hold their locks until they are retried.

Every job is idempotent (docs/decisions/0003), so another run is always right.
"""

import asyncio
from dataclasses import dataclass

from procrastinate import PsycopgConnector, RetryStrategy
from psycopg import AsyncConnection
from psycopg.errors import UniqueViolation
from psycopg.rows import class_row

from app.core import jobs
from app.core.logs import log
from app.core.redaction import summary
from app.core.worker_status import HEARTBEAT, STALLED

# Rows that another worker is retrying now are skipped.
FIND = """
    SELECT job.id, job.task_name, job.attempts
    FROM procrastinate_jobs AS job
    LEFT JOIN procrastinate_workers AS worker ON worker.id = job.worker_id
    WHERE job.status = 'doing' AND (worker.id IS NULL OR worker.last_heartbeat < now() - %s)
    ORDER BY job.id
    LIMIT 100
    FOR UPDATE OF job SKIP LOCKED
"""
RETRY = "SELECT procrastinate_retry_job_v2(%s, now(), NULL, NULL, NULL)"
DELETE = "SELECT procrastinate_finish_job_v1(%s, 'aborted', true)"
FAIL = "SELECT procrastinate_finish_job_v1(%s, 'failed', false)"


@dataclass(frozen=True, slots=True)
class StalledJob:
    id: int
    task_name: str
    attempts: int

    @property
    def is_out_of_attempts(self) -> bool:
        """Return whether the job has no attempts left.

        A killed run counts as failed, so that a job that kills its worker each time does not do so forever.
        """
        task = jobs.queue.tasks.get(self.task_name)
        strategy = task.retry_strategy if task else None
        if not isinstance(strategy, RetryStrategy) or not strategy.max_attempts:
            return False
        return self.attempts >= strategy.max_attempts


async def keep_retrying(connector: PsycopgConnector) -> None:
    """Retry stalled jobs repeatedly, alongside a worker's jobs, until canceled."""
    while True:
        try:
            await retry_stalled_jobs(connector)
        except Exception as error:  # the worker itself notices a lost connection and starts over
            log.warning("stalled jobs not retried", error=summary(error))
        await asyncio.sleep(HEARTBEAT.total_seconds())


async def retry_stalled_jobs(connector: PsycopgConnector) -> int:
    """Make the jobs of dead workers due again, and return how many were stalled."""
    async with connector.pool.connection() as connection:
        cursor = connection.cursor(row_factory=class_row(StalledJob))
        stalled = await (await cursor.execute(FIND, (STALLED,))).fetchall()
        for job in stalled:
            outcome = await _retry(connection, job)
            log.warning("stalled job", job=job.id, task=job.task_name, attempts=job.attempts, outcome=outcome)
    return len(stalled)


async def _retry(connection: AsyncConnection, job: StalledJob) -> str:
    if job.is_out_of_attempts:
        await connection.execute(FAIL, (job.id,))
        return "failed"
    try:
        async with connection.transaction():
            await connection.execute(RETRY, (job.id,))
    except UniqueViolation:
        # The next run of a periodic task is already queued, and only one per task may be: that one does the work.
        await connection.execute(DELETE, (job.id,))
        return "superseded"
    return "retried"
