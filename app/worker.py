"""The job worker: `python -m app.worker`. Ends after the running jobs on SIGINT or SIGTERM."""

import asyncio

from procrastinate import PsycopgConnector

from app import create_app, jobs
from app.logs import log
from config import Settings, load


async def work(settings: Settings, *, wait: bool = True, concurrency: int = 4) -> None:
    """Run jobs; with wait=False until none is left that is due."""
    connector = PsycopgConnector(conninfo=settings.database_url, min_size=1, max_size=concurrency + 3)
    with jobs.queue.replace_connector(connector):
        async with jobs.queue.open_async():
            await jobs.queue.run_worker_async(
                wait=wait,
                concurrency=concurrency,
                fetch_job_polling_interval=5,
                shutdown_graceful_timeout=20,
                install_signal_handlers=wait,
                delete_jobs="successful",
            )


def main() -> None:
    settings = load()
    jobs.bind(create_app(settings))
    log.info("worker started")
    asyncio.run(work(settings))


if __name__ == "__main__":
    main()
