"""The job worker: `python -m app.worker`. It exits with code 0 only on SIGINT or SIGTERM, after the running jobs end.

If PostgreSQL goes away, it waits for it with growing pauses. An error with any other cause ends it with code 1.
"""

import asyncio
import random
import signal
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import timedelta

import psycopg
from procrastinate import PsycopgConnector
from procrastinate.exceptions import ConnectorException

from app import create_app
from app.core import clock, jobs
from app.core.database_access import WORKER
from app.core.logs import log
from app.core.stalled_jobs import keep_retrying
from app.core.worker_status import HEARTBEAT
from config import Settings, load

# The number of jobs that run at a time, by queue. Each has its own thread.
SLOTS = {jobs.DEFAULT_QUEUE: 4, jobs.EMAIL_QUEUE: 4}
SIGNALS = (signal.SIGINT, signal.SIGTERM)
LONGEST_PAUSE = 30.0  # seconds between two attempts to connect
STEADY = 60.0  # seconds after which a connection counts as good, and pauses start small again
# A worker that is silent for this long is forgotten. This is long after its jobs were taken over, so that one that was
# only unreachable keeps its id.
FORGOTTEN = timedelta(minutes=10)
# Notices a network that drops packets in half a minute; the kernel alone would take a quarter of an hour.
KEEPALIVE = {
    "connect_timeout": 5,
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 25_000,
}


class ConnectionLost(Exception):
    """A broken connection to PostgreSQL that stopped the worker."""


async def work(settings: Settings) -> None:
    """Run jobs, with slots for each queue, until canceled; then finish the running jobs.

    Raises an error if it ends in any other way.
    """
    slots = sum(SLOTS.values())
    # The default number of threads is the number of processors plus four: too few on a small machine.
    asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(slots + 1))
    # A connection for each job that starts or ends, one per queue to listen, two for heartbeats and stalled jobs.
    connector = _connector(settings, most=slots + len(SLOTS) + 2)
    with jobs.queue.replace_connector(connector):
        async with jobs.queue.open_async():
            running = [
                asyncio.create_task(keep_retrying(connector)),
                *(asyncio.create_task(_run([queue], wait=True, slots=slots)) for queue, slots in SLOTS.items()),
            ]
            try:
                ended, _ = await asyncio.wait(running, return_when=asyncio.FIRST_COMPLETED)
            finally:
                for each in running:
                    each.cancel()
                await asyncio.gather(*running, return_exceptions=True)
    for each in ended:
        await each
    raise ConnectionLost("a connection to PostgreSQL broke")


async def work_off(settings: Settings, *, slots: int) -> None:
    """Run the jobs of every queue until no job is due."""
    with jobs.queue.replace_connector(_connector(settings, most=slots + 3)):
        async with jobs.queue.open_async():
            await _run(list(SLOTS), wait=False, slots=slots)


def _connector(settings: Settings, *, most: int) -> PsycopgConnector:
    return PsycopgConnector(conninfo=settings.database_url, min_size=1, max_size=most, timeout=5, kwargs={**KEEPALIVE})


async def _run(queues: list[str], *, wait: bool, slots: int) -> None:
    await jobs.queue.run_worker_async(
        wait=wait,
        queues=queues,
        concurrency=slots,
        fetch_job_polling_interval=5,
        shutdown_graceful_timeout=20,
        install_signal_handlers=False,
        delete_jobs="successful",
        update_heartbeat_interval=HEARTBEAT.total_seconds(),
        stalled_worker_timeout=FORGOTTEN.total_seconds(),
    )


async def work_until_stopped(settings: Settings) -> None:
    """Run jobs until SIGINT or SIGTERM, through every outage of PostgreSQL."""
    loop, stopped = asyncio.get_running_loop(), asyncio.Event()

    def stop() -> None:
        stopped.set()
        for number in SIGNALS:
            loop.remove_signal_handler(number)  # the second signal does not wait

    for number in SIGNALS:
        loop.add_signal_handler(number, stop)
    failures = 0
    while not stopped.is_set():
        began = time.monotonic()
        try:
            await _work_once(settings, stopped)
        except (ConnectionLost, ConnectorException, psycopg.Error, OSError) as error:
            failures = 1 if time.monotonic() - began > STEADY else failures + 1
            seconds = pause(failures)
            # Procrastinate itself says only "Database error."; the cause says more.
            cause = str(error.__cause__ or error).strip()
            log.error("database lost", error=cause, attempt=failures, again_in=round(seconds, 1))
            with suppress(TimeoutError):
                await asyncio.wait_for(stopped.wait(), seconds)


async def _work_once(settings: Settings, stopped: asyncio.Event) -> None:
    """Run jobs until stopped. Raises an error if PostgreSQL does not answer or goes away."""
    # Try one connection first: a pool would keep trying for half a minute and not say why.
    await (await psycopg.AsyncConnection.connect(settings.database_url, connect_timeout=5)).close()
    running = asyncio.create_task(work(settings))
    stopping = asyncio.create_task(stopped.wait())
    await asyncio.wait((running, stopping), return_when=asyncio.FIRST_COMPLETED)
    stopping.cancel()
    if not running.done():
        running.cancel()
    with suppress(asyncio.CancelledError):
        await running


def pause(failures: int) -> float:
    """Return the seconds to wait after this many failures in a row: 1, 2, 4 ... 30, each reduced by up to half.

    Random, so that several workers do not all reconnect at the same moment.
    """
    longest: float = min(LONGEST_PAUSE, 2.0 ** min(failures - 1, 10))
    return longest * random.uniform(0.5, 1)  # noqa: S311  # no secret


def main() -> None:
    settings = load()
    clock.run_ahead(settings.clock_offset)
    jobs.bind(create_app(settings, limits=WORKER))
    log.info("worker started")
    asyncio.run(work_until_stopped(settings))
    log.info("worker stopped")


if __name__ == "__main__":
    main()
