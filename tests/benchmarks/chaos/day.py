"""A bad day: the programs that run and are killed, their clocks, and the jobs of the night."""

import random
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, fields
from datetime import timedelta
from pathlib import Path

import structlog
from sqlalchemy import text

from app import create_app
from app.accounts.models import User
from app.bookings.actions.cancel import complete_finished
from app.core import clock
from app.core.db import retry_deadlocks, session
from app.core.errors import DomainError, Unavailable
from app.disputes.tasks import read_all, read_unknown
from app.finance.actions.reconciliation import defer_reconciling
from app.invoices.actions import issue_invoices
from app.memberships import tasks as memberships
from app.passes.actions import expire_passes
from app.payments import gateway_flows
from app.payments.tasks import resend_refunds
from app.payouts.tasks import pay_everything, read_everything, retry
from app.venue_credit.actions import settle_credit_soon
from app.web.extensions import limiter
from config import Settings
from scripts.local import Ports, any_free
from scripts.run import mail_sandbox, stripe_sandbox, web, worker
from scripts.stack import process, settings_of, wait_for
from tests import database
from tests.benchmarks.chaos.unreliable import Mortal
from tests.benchmarks.stage import SETTINGS, drop
from tests.sandbox.servers import CONNECT_WEBHOOK_SECRET, KEY, WEBHOOK_SECRET, MailSandbox, StripeSandbox
from tests.support import NOW

MOST_CLOSED = 100  # orders in one round
STUCK_AFTER = 300.0  # seconds without progress
NIGHTLY = (
    *(complete_finished, resend_refunds, read_all, read_unknown, memberships.read_everything, expire_passes),
    *(read_everything, retry, pay_everything, issue_invoices, settle_credit_soon),
)
SOONER = text("UPDATE procrastinate_jobs SET scheduled_at = scheduled_at - :by WHERE scheduled_at IS NOT NULL")
# A job that failed is tried again within seconds.
UNFINISHED = text(
    "SELECT id, task_name FROM procrastinate_jobs WHERE status = 'doing' OR status = 'todo'"
    " AND (scheduled_at IS NULL OR scheduled_at <= now() + interval '1 minute' * (attempts > 0)::integer)"
    " ORDER BY id"
)


@dataclass(frozen=True, slots=True)
class Regular:
    """A guest who bought a gift card, a package, or a membership, and an option to book with it."""

    user_id: int
    option_id: int


@dataclass(frozen=True, slots=True)
class Day:
    """A bad day: the stand-in, the programs that are killed, the source of chance, and what was done how often.

    Each of the `regulars` places one of the next orders. `guests` are the others who ordered. The `empty_cards` of
    members can't pay for the next month.
    """

    stripe: StripeSandbox
    programs: list[Mortal]
    chance: random.Random
    regulars: list[Regular] = field(default_factory=list)
    guests: list[int] = field(default_factory=list)
    empty_cards: list[str] = field(default_factory=list)
    done: Counter[str] = field(default_factory=Counter)

    def user(self, user_id: int) -> User:
        return session.get_one(User, user_id)


@contextmanager
def bad_day(chance: random.Random) -> Iterator[tuple[Day, MailSandbox]]:
    """Run everything on a database of its own, in NOW's time. Yields the outbox of all emails, too."""
    cluster, ports = database.start_cluster(SETTINGS), Ports(*(any_free() for _ in fields(Ports)))
    with tempfile.TemporaryDirectory() as path:
        folder = Path(path)
        environment = {
            **settings_of(database.prepared("chaos"), folder / "photos", ports),
            "STRIPE_SECRET_KEY": KEY,
            "STRIPE_WEBHOOK_SECRET": WEBHOOK_SECRET,
            "STRIPE_CONNECT_WEBHOOK_SECRET": CONNECT_WEBHOOK_SECRET,
            "TRANSFER_DELAY_DAYS": "0",
        }
        sandbox, outbox = stripe_sandbox(ports, folder / "stripe"), mail_sandbox(ports, folder / "mail")
        programs = [Mortal(each, environment, folder) for each in (web(ports, dev=False), worker(dev=False))]
        limiter.enabled = False
        app = create_app(Settings(**environment))  # type: ignore[arg-type]
        structlog.configure(processors=[drop])
        try:
            with (
                process(sandbox, environment, folder) as child,
                process(outbox, environment, folder) as mails,
                app.app_context(),
            ):
                wait_for(sandbox, child, folder)
                stripe = StripeSandbox(environment["STRIPE_API_URL"], folder / "stripe", child)  # type: ignore[arg-type]
                day = Day(stripe, programs, chance)
                move_on(day, timedelta())
                yield day, MailSandbox(environment["OUTBOX_URL"], int(ports.smtp), mails)  # type: ignore[arg-type]
        finally:
            for each in programs:
                each.kill()
            cluster.stop()


def move_on(day: Day, later: timedelta) -> None:
    """Set the clocks of all processes, this one too, to NOW and `later`; those that are killed start again with it.

    The queue goes by the machine's clock, so its jobs come nearer by as much.
    """
    session.execute(SOONER, {"by": NOW + later - clock.now()})
    session.commit()
    offset = int((NOW + later).timestamp() - time.time())
    for each in day.programs:
        each.restart(CLOCK_OFFSET=str(offset))
    clock.run_ahead(offset)
    day.stripe.set_clock(NOW + later)


def close_the_books() -> None:
    """Do what the clock makes the worker do every minute, hour and night."""
    while gateway_flows.close_lapsed() == MOST_CLOSED:
        pass
    session.commit()
    for job in NIGHTLY:
        job()
        session.commit()
    defer_reconciling()
    session.commit()


def wait_until_quiet(day: Day) -> None:
    """Wait until no event and no job is left to be processed.

    Raises TimeoutError if there is no progress: the oldest of them stays the same.
    """
    oldest, since, quiet = None, time.monotonic(), 0
    while quiet < 3:
        jobs = session.execute(UNFINISHED).all()
        session.commit()
        events = [*day.stripe.deliveries("pending"), *day.stripe.deliveries("sending")]
        now = jobs[0] if jobs else len(events)
        if now != oldest:
            oldest, since = now, time.monotonic()
        if (jobs or events) and time.monotonic() > since + STUCK_AFTER:
            raise TimeoutError(f"there are still jobs or events: {[*jobs, *events][:20]}")
        quiet = 0 if jobs or events else quiet + 1
        time.sleep(0.5)


def answered(call: Callable[[], object]) -> bool:
    """Call the gateway, and once more if there was no answer. Returns whether there was one."""
    for _ in range(3):
        try:
            retry_deadlocks(call)
            session.commit()
        except Unavailable:
            session.rollback()
        except DomainError:
            session.rollback()
            return False
        else:
            return True
    return False
