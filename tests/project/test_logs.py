"""Tests that each request logs one machine-readable line with its request id, and nothing private."""

import json
import logging
import re
import smtplib
from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from structlog.testing import capture_logs
from werkzeug.routing import IntegerConverter

from app import create_app
from app.core import logs
from app.core.db import session
from app.core.jobs import defer, task
from tests import database
from tests.support import Jobs


@pytest.fixture
def as_json() -> Iterator[None]:
    logs.configure(as_json=True)
    yield
    logs.configure(as_json=False)


def request_id(client: FlaskClient, **headers: str) -> str:
    return client.get("/healthz", headers=headers).headers["X-Request-Id"]


@pytest.mark.parametrize("given", ["a1b2c3d4", "9f86d081-884c-7d65-9a2f-eaa0c55ad015", "x" * 64])
def test_a_request_keeps_the_id_from_the_proxy(strict: FlaskClient, given: str) -> None:
    assert request_id(strict, **{"X-Request-Id": given}) == given


@pytest.mark.parametrize("given", ["", "short", "x" * 65, "two words here", "<script>alert(1)</script>", "naïve-naïve"])
def test_malformed_request_ids_are_replaced(strict: FlaskClient, given: str) -> None:
    assert re.fullmatch(r"[0-9a-f]{16}", request_id(strict, **{"X-Request-Id": given}))


def test_each_request_has_a_new_id(strict: FlaskClient) -> None:
    assert request_id(strict) != request_id(strict)


def test_a_request_logs_one_event_with_its_duration(strict: FlaskClient) -> None:
    with capture_logs() as events:
        strict.get("/probes/slow?secret=1")
    (event,) = events
    assert (event["event"], event["method"], event["route"], event["status"]) == ("request", "GET", "/probes/slow", 200)
    assert event["ms"] >= 20


def test_health_checks_are_not_logged(strict: FlaskClient) -> None:
    with capture_logs() as events:
        strict.get("/healthz")
        strict.get("/readyz")
    assert events == []


def test_a_log_line_is_json_with_the_id_of_its_request(
    strict: FlaskClient, as_json: None, capsys: pytest.CaptureFixture[str]
) -> None:
    strict.get("/about/help", headers={"X-Request-Id": "the-id-of-this"})
    event = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert (event["event"], event["request_id"], event["level"]) == ("request", "the-id-of-this", "info")
    assert event["timestamp"].endswith("Z")


def test_a_line_break_in_a_url_starts_no_new_log_line(
    strict: FlaskClient, as_json: None, capsys: pytest.CaptureFixture[str]
) -> None:
    strict.get("/nowhere%0A%7B%22event%22:%22planted%22%7D")
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert "planted" not in {line["event"] for line in lines}


def test_messages_of_libraries_are_json_too(capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure(as_json=True)
    logging.getLogger("a.library").warning("It took %s tries.", 3)
    event = json.loads(capsys.readouterr().out.splitlines()[-1])
    logs.configure(as_json=False)
    assert (event["event"], event["logger"], event["level"]) == ("It took 3 tries.", "a.library", "warning")


def test_configuring_logs_twice_does_not_repeat_messages(capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure(as_json=False)
    logs.configure(as_json=False)
    logging.getLogger("a.library").warning("once")
    assert capsys.readouterr().out.count("once") == 1


def test_form_values_are_not_logged(strict_without_tokens: FlaskClient, capsys: pytest.CaptureFixture[str]) -> None:
    strict_without_tokens.post("/login", data={"email": "wren@example.com", "password": "seven quiet hours"})
    output = capsys.readouterr().out
    assert "/login" in output
    assert "seven quiet hours" not in output
    assert "wren@example.com" not in output


def test_a_violated_constraint_is_logged_without_the_values(strict: FlaskClient) -> None:
    with capture_logs() as events:
        strict.get("/probes/database/unique")
    refused = next(event for event in events if event["event"] == "constraint refused")
    assert refused["constraint"] == "one_n_key"
    assert "(1)" not in str(refused)


def test_database_errors_in_production_quote_no_values(as_json: None, database_url: str) -> None:
    origin = {"COZYWISH_ENV": "production", "base_url": "https://www.example.com"}
    app = create_app(database.settings_for(database_url, **origin))
    with app.app_context(), pytest.raises(DBAPIError) as raised:
        session.execute(text("SELECT 1 / :zero, :typed"), {"zero": 0, "typed": "seven quiet hours"})
    assert "seven quiet hours" not in str(raised.value)


SECRET = "k3-secret-part-of-a-private-link"


def test_no_route_logs_the_arguments_in_its_url(
    strict_app: Flask, strict: FlaskClient, as_json: None, capsys: pytest.CaptureFixture[str]
) -> None:
    """Anyone who has a calendar or reminder link can open it, so no argument of a route is logged."""
    rules = [rule for rule in strict_app.url_map.iter_rules() if rule.arguments]
    requests = 0
    for rule in rules:
        kinds = rule._converters
        arguments = {name: 7 if isinstance(kinds[name], IntegerConverter) else SECRET for name in kinds}
        with strict_app.test_request_context():
            address = strict_app.url_for(rule.endpoint, **arguments)
        for method in sorted((rule.methods or set()) & {"GET", "POST"}):
            strict.open(address, method=method)
            requests += 1
    for mistyped in (f"/feeds/{SECRET}", f"/nowhere/{SECRET}"):
        assert strict.get(mistyped).status_code == 404
    output = capsys.readouterr().out
    assert requests > 100
    assert '"route": "/feeds/<token>.ics"' in output
    assert '"route": "/reminders/<token>"' in output
    assert SECRET not in output


@pytest.mark.parametrize("which", ["unique", "check", "value", "syntax", "away"])
def test_errors_log_the_route_and_not_the_url(strict: FlaskClient, which: str) -> None:
    with capture_logs() as events:
        strict.get(f"/probes/database/{which}")
    assert events
    assert {event["route"] for event in events if "route" in event} == {"/probes/database/<which>"}


def test_an_error_is_logged_without_the_row_that_postgresql_quotes(
    strict: FlaskClient, as_json: None, capsys: pytest.CaptureFixture[str]
) -> None:
    strict.get("/probes/database/personal")
    output = capsys.readouterr().out
    failed = next(line for line in map(json.loads, output.splitlines()) if line["event"] == "request failed")
    assert "CheckViolation 23514 one_email_check" in failed["exception"]
    assert "probes.py" in failed["exception"]
    assert "wren@example.com" not in output


@task("tests.refused_letter", retries=1)
def refused_letter(*, email: str, number: int) -> None:
    raise smtplib.SMTPRecipientsRefused({email: (550, b"no such mailbox")})


def test_a_failed_job_is_logged_without_private_arguments(
    client: FlaskClient, jobs: Jobs, as_json: None, capsys: pytest.CaptureFixture[str]
) -> None:
    logs.configure(as_json=True)  # again, so that libraries write into this test's output
    defer("tests.refused_letter", email="wren@example.com", number=7)
    session.execute(text("UPDATE procrastinate_jobs SET attempts = 9"))  # makes this try the last one, which is logged
    jobs.run()
    output = capsys.readouterr().out
    lines = [json.loads(line) for line in output.splitlines()]
    failed = next(line for line in lines if line["event"] == "job failed")
    assert (failed["error"], failed["number"]) == ("SMTPRecipientsRefused", 7)
    library = next(line for line in lines if line.get("logger", "").startswith("procrastinate"))
    assert library["task"] == "tests.refused_letter"
    assert "SMTPRecipientsRefused" in library["exception"]
    assert "wren@example.com" not in output
