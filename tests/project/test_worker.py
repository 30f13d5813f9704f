"""Tests of the worker as a real process that is killed in the middle of jobs or loses PostgreSQL."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from flask import Flask
from flask.testing import FlaskClient
from procrastinate.schema import SchemaManager
from sqlalchemy import select, text

from app import worker
from app.bookings.actions.refunds import issue_refund
from app.bookings.enums import OrderState, RefundState
from app.bookings.models.bookings import Booking
from app.bookings.models.orders import Order
from app.bookings.models.refunds import Refund
from app.bookings.queries.orders import held_bookings
from app.cart.actions.carts import SlotRequest, open_cart
from app.cart.actions.lines import add_line
from app.cart.queries import view_of
from app.catalog.models import Service
from app.core import jobs
from app.core.db import session
from app.orders.actions.checkout import CheckOut, check_out
from app.orders.actions.create import Contact
from app.payments import gateway_flows
from app.payments.models import Payment
from scripts import postgres
from tests import database
from tests.factories import first_option, make_service, make_user, make_venue
from tests.sandbox.servers import StripeSandbox
from tests.sizes import THOROUGH_ONLY
from tests.support import utc

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 60.0  # seconds; machines that run tests are busy


class Worker:
    """A running `python -m app.worker` with its log in a file."""

    def __init__(self, log: Path, **environment: str) -> None:
        self._log = log
        with log.open("ab") as output:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "app.worker"],
                cwd=ROOT,
                env={**os.environ, **environment},
                stdout=output,
                stderr=subprocess.STDOUT,
            )

    def printed(self) -> str:
        return self._log.read_text(errors="replace")

    def stop(self) -> int:
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(PATIENCE)

    def kill(self) -> None:
        self.process.kill()
        self.process.wait(PATIENCE)


@contextmanager
def running(log: Path, **environment: str) -> Iterator[Worker]:
    started = Worker(log, **environment)
    try:
        yield started
    finally:
        started.kill()


def wait_until(happened: Callable[[], object], worker: Worker) -> None:
    """Wait until `happened` is true. Raises AssertionError with the worker's log on a timeout or if the worker ends."""
    deadline = time.monotonic() + PATIENCE
    while not happened():
        assert worker.process.poll() is None, f"exit code {worker.process.poll()}\n{worker.printed()[-3000:]}"
        assert time.monotonic() < deadline, worker.printed()[-3000:]
        time.sleep(0.1)


def environment_for(url: str, **more: str) -> dict[str, str]:
    settings = database.settings_for(url)
    return {
        "COZYWISH_ENV": "test",
        "DATABASE_URL": url,
        "SECRET_KEY": settings.secret_key.get_secret_value(),
        "HEALTH_KEYS": settings.health_keys.get_secret_value(),
        "TWO_FACTOR_KEYS": settings.two_factor_keys.get_secret_value(),
        "GIFT_CARD_KEYS": settings.gift_card_keys.get_secret_value(),
        "STRIPE_SECRET_KEY": settings.stripe_secret_key.get_secret_value(),
        "STRIPE_WEBHOOK_SECRET": settings.stripe_webhook_secret.get_secret_value(),
        "SMTP_URL": settings.smtp_url,
        "S3_BUCKET": "",
        **more,
    }


def checked_out(service: Service) -> Order:
    """Return an unpaid order for Tuesday. Commits."""
    user = make_user()
    cart = open_cart(user_id=user.id)
    add_line(cart=cart, slot=SlotRequest(first_option(service).id, utc("2026-05-19 20:00")))
    view = view_of(cart, except_bookings=held_bookings(cart))
    order = check_out(CheckOut(cart, view, user.id, Contact(user.name, user.email)))
    session.commit()
    return order


def refunded(order: Order, stripe: StripeSandbox) -> Refund:
    """Pay the order, then issue a full refund that the worker still has to pay. Commits."""
    gateway_flows.open_page(order.id)
    session.commit()
    stripe.pay(session.scalars(select(Payment.session_id).where(Payment.order_id == order.id)).one() or "")
    gateway_flows.catch_up(order.id)
    booking = session.scalars(select(Booking).where(Booking.venue_order.has(order_id=order.id))).one()
    session.commit()
    session.execute(text("DELETE FROM procrastinate_jobs"))
    [refund] = issue_refund(
        booking_id=booking.id, cents=booking.price_cents, left=booking.price_cents, reason="The room was cold."
    )
    session.commit()
    return refund


def test_jobs_of_a_killed_worker_are_done_once_by_the_next_one(
    client: FlaskClient, app: Flask, stripe: StripeSandbox, tmp_path: Path
) -> None:
    venue = make_venue()
    service = make_service(venue, capacity=4)
    refund = refunded(checked_out(service), stripe)
    lapsed = checked_out(service)
    session.execute(text("DELETE FROM procrastinate_jobs WHERE task_name <> 'payments.pay_refund'"))
    for _ in range(2):
        jobs.defer("search_index.reindex", lock=f"venue:{venue.id}", venue_id=venue.id)
    session.execute(text("DELETE FROM search_document"))
    session.commit()
    url = app.extensions["settings"].database_url
    environment = environment_for(url, STRIPE_API_URL=stripe.url, STRIPE_SECRET_KEY=stripe.key)
    stripe.fail_next(kind="slow", seconds=3, path="/v1/refunds")
    in_the_middle = {"payments.pay_refund", "payments.close_lapsed", "search_index.reindex"}

    with psycopg.connect(url) as blocker, running(tmp_path / "first.log", **environment) as first:
        blocker.execute("SELECT FROM customer_order WHERE id = %s FOR UPDATE", (lapsed.id,))
        blocker.execute("LOCK TABLE search_document IN EXCLUSIVE MODE")
        wait_until(lambda: in_the_middle <= tasks("doing"), first)
        time.sleep(0.5)  # let each get as far as it can
        first.kill()
    assert in_the_middle <= tasks("doing"), "nobody said that they ended"
    session.execute(text("UPDATE procrastinate_workers SET last_heartbeat = now() - interval '31 seconds'"))
    session.commit()

    with running(tmp_path / "second.log", **environment) as second:
        wait_until(lambda: not in_the_middle & (tasks("doing") | tasks("todo")), second)
        assert second.stop() == 0
    session.expire_all()
    assert (refund.state, lapsed.state) == (RefundState.SUCCEEDED, OrderState.EXPIRED)
    paid = [one for one in stripe.requests() if (one["method"], one["path"]) == ("POST", "/v1/refunds")]
    assert len({one["idempotency_key"] for one in paid}) == 1
    assert len(stripe.client().v1.refunds.list().data) == 1
    assert session.scalar(text("SELECT count(*) FROM search_document")) == 1


def tasks(status: str) -> set[str]:
    found = session.scalars(
        text("SELECT task_name FROM procrastinate_jobs WHERE status::text = :status"), {"status": status}
    )
    session.commit()
    return set(found)


@THOROUGH_ONLY
def test_workers_wait_for_postgresql_and_continue(tmp_path: Path) -> None:
    server = postgres.start(
        tmp_path / "postgres", database="cozywish", settings=postgres.FAST_AND_FORGETFUL, outlives_us=False
    )
    try:
        # The queue's tables are enough: jobs fail without the application's tables, and a failed job counts as over.
        database.execute(server.url, SchemaManager.get_schema())
        url = server.url
        with running(tmp_path / "worker.log", **environment_for(url)) as process:
            wait_until(lambda: is_alive(url), process)
            server.stop()
            wait_until(lambda: process.printed().count("database lost") >= 2, process)
            postgres.start(tmp_path / "postgres", settings=postgres.FAST_AND_FORGETFUL, outlives_us=False)
            job_id = add_job_to(url)
            wait_until(lambda: is_over(url, job_id), process)
            assert process.stop() == 0
    finally:
        server.stop()


def is_alive(url: str) -> bool:
    with psycopg.connect(url) as connection:
        return connection.execute("SELECT FROM procrastinate_workers").fetchone() is not None


def add_job_to(url: str) -> int:
    with psycopg.connect(url) as connection:
        row = connection.execute(
            "INSERT INTO procrastinate_jobs (queue_name, task_name, args)"
            " VALUES ('default', 'tests.of_no_such_name', '{}') RETURNING id"
        ).fetchone()
        assert row is not None
        return int(row[0])


def is_over(url: str, job_id: int) -> bool:
    with psycopg.connect(url) as connection:
        row = connection.execute("SELECT status FROM procrastinate_jobs WHERE id = %s", (job_id,)).fetchone()
        return row is not None and row[0] == "failed"


@pytest.mark.parametrize(("failures", "longest"), [(1, 1), (2, 2), (3, 4), (6, 30), (1000, 30)])
def test_pauses_grow_to_30_seconds_and_vary(failures: int, longest: float) -> None:
    pauses = [worker.pause(failures) for _ in range(50)]
    assert all(longest / 2 <= pause <= longest for pause in pauses)
    assert len(set(pauses)) > 1
