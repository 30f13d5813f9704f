"""An email server that hangs delays only emails: a test of the real worker with a server that never answers."""

import ast
import asyncio
import re
import socket
from collections.abc import Callable, Iterator
from pathlib import Path
from time import monotonic

import pytest
from flask import Flask
from procrastinate.periodic import PeriodicRegistry
from sqlalchemy import text

from app.core import jobs
from app.core.db import session
from app.email.smtp import SmtpMailer
from app.venues.enums import VenueStatus
from app.venues.models import VenueTransition
from app.worker import SLOTS, work
from tests.email.outbox import Outbox
from tests.factories import add, make_venue
from tests.support import NOW, run_async

PATIENCE = 60.0  # seconds; machines that run tests are busy
TIMEOUT = 2.0  # seconds after which an email to the silent server fails
EMAIL, OTHER = "venues.email_status", "search_index.reindex"
EMAILS = 2 * sum(SLOTS.values())


@pytest.fixture
def silent_url() -> Iterator[str]:
    """Return the address of a server that accepts connections and never answers."""
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen(EMAILS)
        yield f"smtp://127.0.0.1:{silent.getsockname()[1]}"


@pytest.fixture
def only_our_jobs(monkeypatch: pytest.MonkeyPatch) -> None:
    """Disable periodic tasks, because which of them are due depends on the machine's time."""
    monkeypatch.setattr(jobs.queue, "periodic_registry", PeriodicRegistry())


def number(task: str, condition: str = "true") -> int:
    counted = session.scalar(
        text(f"SELECT count(*) FROM procrastinate_jobs WHERE task_name = :task AND {condition}"),
        {"task": task},
    )
    session.rollback()
    return int(counted or 0)


async def until(happened: Callable[[], bool]) -> None:
    deadline = monotonic() + PATIENCE
    while not happened():
        assert monotonic() < deadline
        await asyncio.sleep(0.05)


@pytest.mark.usefixtures("db", "only_our_jobs")
def test_hanging_email_server_delays_only_emails_which_are_retried(app: Flask, outbox: Outbox, silent_url: str) -> None:
    venue = make_venue()
    moves = {"from_status": VenueStatus.LIVE, "to_status": VenueStatus.SUSPENDED, "reason": "No license."}
    moved = add(VenueTransition(venue_id=venue.id, at=NOW, **moves))
    for _ in range(EMAILS):
        jobs.defer(EMAIL, transition_id=moved.id)
    session.commit()
    app.extensions["mail"] = SmtpMailer(silent_url, timeout=TIMEOUT)
    jobs.bind(app)

    async def work_beside_the_silent_server() -> None:
        worker = asyncio.create_task(work(app.extensions["settings"]))
        await until(lambda: number(EMAIL, "status = 'doing'") == SLOTS[jobs.EMAIL_QUEUE])
        jobs.defer(OTHER, venue_id=venue.id)
        session.commit()
        await until(lambda: number(OTHER) == 0)
        assert number(EMAIL, "status = 'todo' AND attempts = 0"), "they were due before the other job"
        await until(lambda: number(EMAIL, "status = 'todo' AND attempts = 1") > 0)
        app.extensions["mail"] = SmtpMailer(outbox.smtp_url)
        await until(lambda: number(EMAIL) == 0)
        worker.cancel()
        await asyncio.gather(worker, return_exceptions=True)

    run_async(work_beside_the_silent_server())
    assert len(outbox.mails()) == EMAILS


def functions_of_tasks() -> Iterator[ast.FunctionDef]:
    for file in Path("app").glob("*/tasks.py"):
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.FunctionDef):
                yield node


def test_every_task_that_sends_email_is_in_the_email_queue() -> None:
    sending = {each.name for each in functions_of_tasks() if re.search(r"\bsend\(", ast.unparse(each))}
    in_queue = {each.name for each in functions_of_tasks() if "email_task(" in ast.unparse(each)}
    assert sending
    assert sending == in_queue
