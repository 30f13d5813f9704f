"""What happens behind the pages: emails sent, database rows and jobs."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property
from typing import Any

import flask
import psycopg
import requests
from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from flask_wtf.csrf import generate_csrf
from playwright.sync_api import BrowserContext
from procrastinate import App, SyncPsycopgConnector

from app import create_app
from app.accounts import sessions
from app.accounts.actions.sessions import open_session
from app.core import clock
from app.core.db import session
from config import Settings
from e2e import prepare
from scripts.stack import Stack

PATIENCE = 30.0  # seconds in which a job must finish
PAUSE = 0.1  # seconds until it looks again
# Shifts the browser's clock as well, so that scripts on the page see the day of the journey.
SHIFTED_DATE = """
const Machine = Date;
globalThis.Date = class extends Machine {
  constructor(...given) {
    if (given.length) super(...given);
    else super(Machine.now() + %d);
  }
  static now() {
    return Machine.now() + %d;
  }
};
"""


@dataclass(frozen=True)
class Running:
    stack: Stack

    @property
    def url(self) -> str:
        return self.stack.url

    @property
    def browser_clock(self) -> str:
        """Return a script that sets the clock of a page to that of the application."""
        ahead = self.stack.clock_offset * 1000
        return SHIFTED_DATE % (ahead, ahead)

    def now(self) -> datetime:
        """Return the current instant by the clock of the application, aware, in UTC."""
        return datetime.now(UTC) + timedelta(seconds=self.stack.clock_offset)

    @cached_property
    def app(self) -> Flask:
        """The application in this process, on the same database: for actions that prepare data, and to sign cookies."""
        return create_app(Settings(**self.stack.environment))  # type: ignore[arg-type]

    @contextmanager
    def acting(self) -> Iterator[None]:
        """Run actions of the application at its own time, and commit them."""
        clock.run_ahead(self.stack.clock_offset)
        try:
            with self.app.app_context():
                yield
                session.commit()
        finally:
            clock.run_ahead(0)

    def log_in(self, browser: BrowserContext, email: str) -> str:
        """Give a browser the cookie that it would get on the login page. Returns the token for its forms.

        What the browser's cookie had before, such as a guest's cart, is lost.
        """
        with self.acting():
            token = open_session(user=prepare.account_of(email), has_two_factors=True)
        with self.app.test_request_context():
            csrf_token = generate_csrf()
            cookie = {**flask.session, sessions.KEY: token}
        signer = SecureCookieSessionInterface().get_signing_serializer(self.app)
        assert signer is not None
        name = self.app.config["SESSION_COOKIE_NAME"]
        browser.add_cookies([{"name": name, "value": signer.dumps(cookie), "url": self.url, "sameSite": "Lax"}])
        return str(csrf_token)

    def close(self) -> None:
        """Close the connections of this process to the database."""
        if "_connection" in vars(self):
            self._connection.close()
        if "app" in vars(self):
            with self.app.app_context():
                session.get_bind().dispose()

    def emails(self, to: str) -> list[dict[str, Any]]:
        """Return the emails to an address, newest first, with subject, text, html and attachments."""
        answer = requests.get(f"{self.stack.outbox}/api/messages", {"to": to}, timeout=20)
        found: list[dict[str, Any]] = answer.json()["messages"]
        return found

    def email(self, to: str, subject: str, *, about: str = "") -> dict[str, Any]:
        """Return the newest email to this address whose subject starts with `subject` and whose text contains `about`.

        Waits for it, because the worker may not have sent it yet.
        """
        deadline = time.monotonic() + PATIENCE
        while True:
            sent = self.emails(to)
            found = [email for email in sent if email["subject"].startswith(subject) and about in email["text"]]
            if found:
                return found[0]
            got = [email["subject"] for email in sent]
            assert time.monotonic() < deadline, f"no email to {to} begins with {subject!r}, but {got}"
            time.sleep(PAUSE)

    def calendar_file(self, email: dict[str, Any]) -> str:
        """Return the text of the attached calendar file."""
        [attached] = [each for each in email["attachments"] if each["name"].endswith(".ics")]
        return requests.get(f"{self.stack.outbox}{attached['url']}", timeout=20).text

    def orders(self, email: str) -> list[int]:
        return self.ids(
            "SELECT o.id FROM customer_order o JOIN user_account u ON u.id = o.user_id WHERE u.email = %s", email
        )

    def payments(self, email: str) -> list[int]:
        return self.ids("SELECT id FROM payment WHERE order_id = ANY(%s)", self.orders(email))

    def ids(self, query: str, *values: object) -> list[int]:
        return self.column(query, *values)

    def column(self, query: str, *values: object) -> list[Any]:
        """Return the first column of the rows, after committing the statement."""
        return [row[0] for row in self._connection.execute(query, values)]  # type: ignore[arg-type]

    @cached_property
    def _connection(self) -> psycopg.Connection:
        """A connection that stays open: each new one starts a process of the server, and waiting asks often."""
        return psycopg.connect(self.stack.database_url, autocommit=True)

    def end_hold(self, email: str) -> None:
        """Expire the guest's hold and run the job that closes expired holds each minute."""
        ended = self.now() - timedelta(seconds=1)
        (order,) = self.ids(
            "UPDATE customer_order SET held_until = %s WHERE state = 'pending' AND id = ANY(%s) RETURNING id",
            ended,
            self.orders(email),
        )
        self.ids(
            "UPDATE reservation r SET expires_at = %s FROM booking i"
            " JOIN venue_order b ON b.id = i.venue_order_id WHERE r.booking_id = i.id"
            " AND b.order_id = %s RETURNING r.id",
            ended,
            order,
        )
        self.run_job("payments.close_lapsed")

    def reset_rate_limits(self) -> None:
        """Reset the rate limits: all journeys share one network address, which may log in ten times a minute."""
        self.ids("DELETE FROM rate_limit_hit RETURNING number")

    def finish_jobs(self) -> None:
        """Wait until the worker has done every job that is due."""
        due = """
            SELECT task_name FROM procrastinate_jobs
            WHERE status = 'doing' OR status = 'todo' AND coalesce(scheduled_at, now()) <= now()
        """
        # Other journeys may have added dozens of jobs, so the time counts from the last one that was done.
        last, deadline = 0, time.monotonic() + PATIENCE
        while names := self.column(due):
            if len(names) != last:
                last, deadline = len(names), time.monotonic() + PATIENCE
            assert time.monotonic() < deadline, f"these jobs are not done: {names}"
            time.sleep(PAUSE)

    def run_job(self, name: str) -> None:
        """Have the worker run a periodic job now and wait until it has finished."""
        jobs = App(connector=SyncPsycopgConnector(conninfo=self.stack.database_url))
        with jobs.open():
            job = jobs.configure_task(name).defer(timestamp=0)
        deadline = time.monotonic() + PATIENCE
        # Jobs that succeed are deleted.
        while self.ids("SELECT id FROM procrastinate_jobs WHERE id = %s AND status <> 'succeeded'", job):
            assert time.monotonic() < deadline, f"{name} is not done"
            time.sleep(PAUSE)
