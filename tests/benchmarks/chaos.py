"""Many orders on a bad day: events come shuffled, twice, late or never, calls get no answer, and processes are killed.

The web server, the worker, and Stripe's stand-in run as processes of their own. Guests buy gift cards, packages, and
memberships; they order, pay in full or a deposit, with tax, use what they bought or store credit, or don't pay; they
cancel, get refunds, tip, and dispute payments; venues are paid, memberships renewed. In the end, after nightly jobs,
nothing may be lost, doubled, or unexplained: `check_the_end` says what that means. `CHAOS_ORDERS` sets how many orders
there are, besides a tenth as many sales of gift cards, packages, and memberships, `CHAOS_SEED` which ones.
"""

import os
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import fields
from datetime import timedelta
from pathlib import Path

import structlog
from sqlalchemy import func, select, text

from app import create_app
from app.accounts.enums import Role
from app.bookings.actions.cancel import complete_finished
from app.bookings.enums import BookingState, OrderState
from app.bookings.models.bookings import Booking
from app.bookings.models.orders import Order
from app.commission.actions import set_rates
from app.commission.amounts import Rates
from app.core import clock
from app.core.db import session
from app.disputes.tasks import read_all, read_unknown
from app.finance.actions.reconciliation import defer_reconciling
from app.memberships import tasks as memberships
from app.passes.actions import expire_passes
from app.payment_policies.actions import set_venue_policy
from app.payments import gateway_flows
from app.payments.tasks import resend_refunds
from app.payouts.tasks import pay_everything, read_everything, retry
from app.tax.enums import Remitter
from app.venues.enums import PaymentTerms
from app.venues.payment_policy import PaymentPolicy
from app.web.extensions import limiter
from config import Settings
from scripts.local import Ports, any_free
from scripts.run import mail_sandbox, stripe_sandbox, web, worker
from scripts.stack import process, settings_of, wait_for
from tests import database
from tests.benchmarks.chaos_checks import Findings, check_the_end
from tests.benchmarks.chaos_guests import Day, change_booking, decide, dispute_some, place_order, tip
from tests.benchmarks.chaos_sales import offer_passes, redeem_gift_cards, sell
from tests.benchmarks.stage import SETTINGS, drop
from tests.benchmarks.unreliable import Mortal, killed_at_random
from tests.factories import make_service, make_user, make_venue
from tests.payouts.test_transfers import set_up
from tests.sale_factories import make_tax_rule
from tests.sandbox.servers import CONNECT_WEBHOOK_SECRET, KEY, WEBHOOK_SECRET, MailSandbox, StripeSandbox
from tests.support import NOW

ORDERS, VENUES, SEATS = int(os.environ.get("CHAOS_ORDERS", "1000")), 8, 20
DEPOSIT = PaymentPolicy(PaymentTerms.DEPOSIT_THEN_CARD, deposit_percent=30)
EVENTS = {"delay": [0.0, 3.0], "double_percent": 25, "drop_percent": 10}
AFTERWARDS = timedelta(days=15)
# By then a month of each membership is over, and what wasn't used of the packages has expired.
NIGHTS = (timedelta(days=1), timedelta(days=25), timedelta(days=26))
STUCK_AFTER = 300.0  # seconds without progress
NIGHTLY = (
    *(complete_finished, resend_refunds, read_all, read_unknown, memberships.read_everything, expire_passes),
    *(read_everything, retry, pay_everything),
)
SOONER = text("UPDATE procrastinate_jobs SET scheduled_at = scheduled_at - :by WHERE scheduled_at IS NOT NULL")
UNFINISHED = text(
    "SELECT task_name FROM procrastinate_jobs"
    " WHERE status = 'doing' OR (status = 'todo' AND (scheduled_at IS NULL OR scheduled_at <= now()))"
)


def main() -> None:
    seed = int(os.environ.get("CHAOS_SEED", "17"))
    with bad_day(random.Random(seed)) as (day, outbox):
        options = open_venues(day)
        offered = offer_passes(options)
        began = time.monotonic()
        day.stripe.webhooks(**EVENTS, seed=seed)
        with killed_at_random(day.programs, seconds=(8, 20), chance=day.chance):
            for _ in range(ORDERS // 10):
                sell(day, offered)
            wait_until_quiet(day)
            close_the_books()
            wait_until_quiet(day)
            redeem_gift_cards(day, outbox)
            for _ in range(ORDERS):
                place_order(day, options)
            wait_until_quiet(day)
            move_on(day, timedelta(hours=2))
            close_the_books()
            for booking_id in session.scalars(select(Booking.id).order_by(Booking.id)).all():
                change_booking(day, booking_id)
            wait_until_quiet(day)
            move_on(day, AFTERWARDS)
            close_the_books()
            wait_until_quiet(day)
            for booking_id in session.scalars(select(Booking.id).where(Booking.state == BookingState.COMPLETED)).all():
                tip(day, booking_id)
            dispute_some(day)
            wait_until_quiet(day)
            decide(day)
        for night in NIGHTS:
            move_on(day, AFTERWARDS + night)
            close_the_books()
            wait_until_quiet(day)
        show(day, check_the_end(day.stripe), minutes=(time.monotonic() - began) / 60)


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


def open_venues(day: Day) -> list[int]:
    """Open venues with accounts at Stripe, except one that sets its own up much later. Returns options to book."""
    make_user(role=Role.ADMIN)
    set_rates(venue_id=None, rates=Rates(800, 1500))
    options = []
    for number in range(VENUES):
        venue = make_venue(name=f"Venue {number}", cancel_free_hours=72, cancel_keep_percent=40)
        service = make_service(venue, capacity=SEATS, price_cents=4000 + 733 * number)
        options.append(service.first_option.id)
        if number == 0:
            make_tax_rule(service, rate=6500, taxes_fees=True)
            make_tax_rule(service, rate=1500, jurisdiction="Transit", remitter=Remitter.VENUE)
        session.commit()
        if number % 3 == 1:
            set_venue_policy(venue=venue, policy=DEPOSIT)
            session.commit()
        if number:
            set_up(venue.id, day.stripe)
    return options


def close_the_books() -> None:
    """Do what the clock makes the worker do every minute, hour and night."""
    gateway_flows.close_lapsed()
    session.commit()
    for job in NIGHTLY:
        job()
        session.commit()
    defer_reconciling()
    session.commit()


def wait_until_quiet(day: Day) -> None:
    """Wait until no event and no job is left to be processed. Raises TimeoutError if there is no progress."""
    fewest, since, quiet = sys.maxsize, time.monotonic(), 0
    while quiet < 3:
        busy = [*session.scalars(UNFINISHED), *day.stripe.deliveries("pending"), *day.stripe.deliveries("sending")]
        session.commit()
        if len(busy) < fewest:
            fewest, since = len(busy), time.monotonic()
        if busy and time.monotonic() > since + STUCK_AFTER:
            raise TimeoutError(f"there are still jobs or events: {busy[:20]}")
        quiet = 0 if busy else quiet + 1
        time.sleep(0.5)


def show(day: Day, found: Findings, *, minutes: float) -> None:
    states = Counter(each["state"] for each in day.stripe.deliveries())
    kills = ", ".join(f"{each.program.name} {each.kills}" for each in day.programs)
    rows = {
        **dict(sorted(day.done.items())),
        "orders confirmed": session.scalar(select(func.count()).where(Order.state == OrderState.CONFIRMED)),
        **{f"events {state}": number for state, number in sorted(states.items())},
        "processes killed": kills,
        "minutes": f"{minutes:.1f}",
        **found.rows,
    }
    for name, value in rows.items():
        print(f"{name:<44}{value:>24}")
