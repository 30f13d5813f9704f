"""Tests that no request and no job writes anything personal or secret into the logs, whatever becomes of it.

The same markers are in every field, header and URL of every route, and in the rows that jobs read.
"""

import io
import json
import logging
from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule

from app.accounts.models import User
from app.bookings.models.venue_orders import VenueOrder
from app.calendar_sync.actions import create_feed_url
from app.core import logs
from app.core.db import session
from app.core.jobs import defer, task
from app.email.smtp import SmtpMailer
from app.reminders.signed import token_for
from app.venues.models import Venue
from tests.email.outbox import Outbox
from tests.factories import make_booking, make_member, make_order, make_service, make_user, make_venue
from tests.project.routes.walked import APART
from tests.project.world import World, make_world
from tests.support import Jobs, sign_in, utc

NAME, EMAIL, PHONE = "Wrenfrieda Markerson", "wrenfrieda.markerson@example.com", "(503) 555-0147"
PASSWORD, TOKEN, CARD = "seven quiet marker hours", "k3-marker-of-a-private-link-0123456789", "4242 4242 4242 4242"
HEALTH, STREET = "penicillin-marker and pregnant-marker", "1717 Marker Street"
MARKERS = (
    *("wrenfrieda", "Wrenfrieda", "markerson", "555-0147", "5550147", PASSWORD, TOKEN),
    *(CARD, CARD.replace(" ", ""), "penicillin", "pregnant", "Marker Street"),
)
EVERYTHING = " ".join((NAME, EMAIL, PHONE, PASSWORD, TOKEN, CARD, CARD.replace(" ", ""), HEALTH, STREET))
# Fields of our forms, by what people enter there.
FIELDS = {
    **dict.fromkeys(("name", "who", "title", "guest", "contact"), NAME),
    **dict.fromkeys(("email", "address"), EMAIL),
    **dict.fromkeys(("phone", "number"), PHONE),
    **dict.fromkeys(("password", "secret"), PASSWORD),
    **dict.fromkeys(("text", "message", "note", "reason", "answer", "q", "what", "about", "intro"), EVERYTHING),
    **dict.fromkeys(("token", "code", "key", "form", "next", "url"), TOKEN),
    **dict.fromkeys(("street", "where"), STREET),
    **dict.fromkeys(("card", "day", "start", "minutes", "quantity", "line", "service", "sequence"), CARD),
}
HEADERS = {
    "Referer": f"http://localhost/forms/{TOKEN}?email={EMAIL}",
    "User-Agent": EVERYTHING,
    "X-Request-Id": f"{TOKEN} {EMAIL}",
    "Stripe-Signature": EVERYTHING,
    "Accept-Language": EVERYTHING,
}


# Those after which the client would be someone else.
NOT_WALKED = ("probes.", "static", "login.log_out", "account.log_out", "account.confirm_own_device", "admin.view_as")


class Written:
    """Everything that the application wrote."""

    def __init__(self, capture: pytest.CaptureFixture[str], records: io.StringIO) -> None:
        self._capture, self._records = capture, records

    def read(self) -> str:
        out, err = self._capture.readouterr()
        return f"{out}{err}{self._records.getvalue()}"


@pytest.fixture
def written(capsys: pytest.CaptureFixture[str]) -> Iterator[Written]:
    """Log as production does, and also collect the warnings of all libraries whole, as a careless handler would."""
    logs.configure(as_json=True)
    records = io.StringIO()
    careless = logging.StreamHandler(records)
    careless.setLevel(logging.WARNING)
    careless.addFilter(lambda record: not record.name.startswith("procrastinate"))  # quotes arguments: redacted above
    logging.getLogger().addHandler(careless)
    yield Written(capsys, records)
    logging.getLogger().removeHandler(careless)
    logs.configure(as_json=False)


def found_in(text: str, *more: str) -> set[str]:
    return {marker for marker in (*MARKERS, *more) if marker in text}


def send(client: FlaskClient, path: str, method: str) -> int:
    body = {"data": FIELDS} if method == "POST" else {}
    return client.open(path, method=method, query_string=FIELDS, headers=HEADERS, **body).status_code  # type: ignore[arg-type]


def walk(app: Flask) -> Iterator[tuple[Rule, str]]:
    for rule in app.url_map.iter_rules():
        if not rule.endpoint.startswith((*APART, *NOT_WALKED)):
            yield from ((rule, method) for method in sorted((rule.methods or set()) & {"GET", "POST"}))


def role_of(rule: Rule) -> str:
    if rule.rule.startswith("/admin"):
        return "admin"
    return "owner" if rule.rule.startswith(("/venue/", "/calendar")) else "guest"


@pytest.mark.usefixtures("now")
def test_no_request_logs_what_people_enter(strict_without_tokens: FlaskClient, written: Written) -> None:
    """Every route, as the role it is for, with ids that exist. test_logs.py does the same with made-up ones."""
    app = strict_without_tokens.application
    world = named_world()
    clients = {role: app.test_client() for role in ("guest", "owner", "admin")}
    for role, client in clients.items():
        sign_in(client, world.people[role])
    statuses = set()
    for rule, method in walk(app):
        given = {name: world.names_for(rule.endpoint).get(name, TOKEN) for name in rule.arguments}
        with app.test_request_context():
            path = app.url_for(rule.endpoint, **given)
        statuses.add(send(clients[role_of(rule)], path, method))
    statuses.add(send(clients["guest"], "/venue/", "GET"))
    statuses |= {strict_without_tokens.get(f"/nowhere/{TOKEN}/{EMAIL}?q={TOKEN}").status_code}
    text = written.read()
    assert {200, 303, 400, 403, 404, 422} <= statuses
    assert text.count('"event": "request"') > 300
    assert found_in(text) == set()


def named_world() -> World:
    """Make the rows that URLs need, of people with the markers' names and addresses."""
    world = make_world()
    for role, person in world.people.items():
        person.name, person.email, person.phone = NAME, f"{role}.{EMAIL}", PHONE
    session.commit()
    return world


def failing_requests() -> dict[str, Callable[[FlaskClient], int]]:
    def probe(path: str, method: str = "GET") -> Callable[[FlaskClient], int]:
        return lambda client: send(client, f"/probes/{path}", method)

    return {
        "a bug that quotes what was sent": probe("quote", "POST"),
        "a bug": probe("break"),
        "a broken constraint": probe("personal/constraint", "POST"),
        "a value that doesn't fit": probe("personal/value", "POST"),
        "a statement that is wrong": probe("personal/syntax", "POST"),
        "a lost connection": probe("lose/statement", "POST"),
        "a large body": lambda client: client.post("/login", data={"note": EVERYTHING * 5000}).status_code,
        "a NUL": lambda client: client.post("/login", data={"email": f"{EMAIL}\x00"}).status_code,
        "another host": lambda client: client.get("/login", headers={"Host": f"{TOKEN}.example"}).status_code,
        "a report of a browser": lambda client: client.post("/csp-reports", json=report()).status_code,
    }


def report() -> dict[str, object]:
    body = {"document-uri": f"http://localhost/forms/{TOKEN}", "blocked-uri": f"https://x.example/{TOKEN}"}
    return {"csp-report": {**body, "violated-directive": EVERYTHING, "script-sample": EVERYTHING}}


@pytest.mark.parametrize("why", failing_requests())
def test_no_failed_request_logs_what_people_enter(
    strict_without_tokens: FlaskClient, written: Written, why: str
) -> None:
    assert failing_requests()[why](strict_without_tokens) >= 204
    text = written.read()
    assert '"event": "request"' in text or why == "another host"
    assert found_in(text) == set()


def test_a_refused_token_and_a_reached_limit_log_no_fields(strict: FlaskClient, written: Written) -> None:
    assert send(strict, "/login", "POST") == 400
    strict.application.config["WTF_CSRF_ENABLED"] = False
    try:
        refused = [send(strict, "/cart/code", "POST") for _ in range(11)]
    finally:
        strict.application.config["WTF_CSRF_ENABLED"] = True
    assert refused[-1] == 429
    text = written.read()
    kinds = {
        event["event"] for event in map(json.loads, text.splitlines()) if event.get("logger") == "cozywish.security"
    }
    assert {"csrf.refused", "limit.reached"} <= kinds
    assert found_in(text) == set()


def test_logging_in_and_private_links_that_work_log_no_secret(
    strict_without_tokens: FlaskClient, written: Written
) -> None:
    client = strict_without_tokens
    account = {"name": NAME, "email": EMAIL, "password": PASSWORD}
    assert client.post("/register", data=account).status_code == 303
    assert client.post("/logout").status_code == 303
    assert client.post("/login", data=account).status_code == 303
    user = session.query(User).filter_by(email=EMAIL).one()
    feed = create_feed_url(venue=make_venue(), member=None).token
    session.commit()
    link = token_for(user)
    assert client.get(f"/feeds/{feed}.ics").status_code == 200
    assert client.get(f"/reminders/{link}").status_code == 200
    cookie = client.get_cookie("cozywish")
    assert cookie is not None
    assert found_in(written.read(), feed, link, cookie.value) == set()


@task("tests.quoting_job", retries=1)
def quoting_job(*, email: str, number: int) -> None:
    raise ValueError(f"cannot write to {email}: {EVERYTHING}")


def a_booking(*, email: str) -> int:
    venue = make_venue(name="Alder & Salt")
    service = make_service(venue, members=[make_member(venue, name=NAME)])
    order = make_order(user=make_user(name=NAME, email=email), name=NAME, email=email, phone=PHONE, total_cents=9000)
    booking = make_booking(service, utc("2026-05-20 19:00"), order=order)
    session.get_one(VenueOrder, booking.venue_order_id).note = HEALTH
    defer("bookings.email_confirmed", order_id=order.id)
    defer("bookings.email_venue_confirmed", order_id=order.id, venue_id=session.get_one(Venue, venue.id).id)
    return order.id


def run_everything(jobs: Jobs) -> None:
    """Run the due jobs once, and all periodic jobs."""
    logs.configure(as_json=True)
    defer("tests.quoting_job", email=EMAIL, number=7)
    jobs.run()


@pytest.mark.usefixtures("client")
def test_no_job_that_succeeds_or_fails_logs_what_people_entered(jobs: Jobs, outbox: Outbox, written: Written) -> None:
    a_booking(email=EMAIL)
    run_everything(jobs)
    assert outbox.mails(EMAIL), "the guest's email was sent"
    text = written.read()
    assert '"event": "job failed"' in text
    assert found_in(text) == set()


@pytest.mark.usefixtures("client")
def test_no_email_that_fails_logs_its_recipient(app: Flask, jobs: Jobs, written: Written) -> None:
    before, app.extensions["mail"] = app.extensions["mail"], SmtpMailer("smtp://mailer:secret-marker@127.0.0.1:1")
    try:
        a_booking(email=EMAIL)
        run_everything(jobs)
    finally:
        app.extensions["mail"] = before
    text = written.read()
    assert text.count('"event": "job failed"') >= 3
    assert found_in(text, "secret-marker") == set()
