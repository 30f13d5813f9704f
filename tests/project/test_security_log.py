"""Tests that security events are a stream of their own that holds ids and nothing personal."""

import json
import logging
from typing import Any

import pytest
import structlog
from flask.testing import FlaskClient

from app.core import logs
from app.core.db import session
from app.core.networks import truncated_network
from app.core.security_log import LOGGER, MASKED, Severity, security_event
from tests.factories import make_user
from tests.support import sign_in


def events(capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    lines = [line for line in capsys.readouterr().out.splitlines() if LOGGER in line]
    return [json.loads(line) for line in lines]


def test_an_event_is_one_line_of_json_in_development_too(capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure(as_json=False)
    structlog.contextvars.clear_contextvars()  # of an earlier request
    security_event("log_in.failed", severity=Severity.WARNING, person=7, session="S-1", device=None)
    (event,) = events(capsys)
    assert event.pop("timestamp").endswith("+00:00")
    assert event == {"logger": LOGGER, "event": "log_in.failed", "severity": "warning", "person": 7, "session": "S-1"}


@pytest.mark.parametrize(
    "value", ["wren@example.com", "(503) 555-0147", "Wren Abernathy", "/forms/abc", "x" * 41, "a\nb"]
)
def test_values_that_are_no_ids_are_masked(capsys: pytest.CaptureFixture[str], value: str) -> None:
    security_event("log_in.failed", who=value)
    assert [event["who"] for event in events(capsys)] == [MASKED]


def test_an_event_has_a_kind() -> None:
    with pytest.raises(ValueError, match="not the kind of an event"):
        security_event("Wren failed to log in")


def test_an_event_is_written_once_and_other_handlers_receive_it_too(capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure(as_json=False)
    logs.configure(as_json=False)
    seen: list[int] = []
    other = logging.Handler()
    other.emit = lambda record: seen.append(record.levelno)  # type: ignore[method-assign]
    logging.getLogger(LOGGER).addHandler(other)
    try:
        security_event("log_in.failed", severity=Severity.SEVERE)
    finally:
        logging.getLogger(LOGGER).removeHandler(other)
    assert seen == [logging.CRITICAL]
    assert len(events(capsys)) == 1


def test_an_event_in_a_request_names_its_route_and_a_truncated_network(
    strict: FlaskClient, capsys: pytest.CaptureFixture[str]
) -> None:
    user = make_user()
    sign_in(strict, user)
    sent = {"REMOTE_ADDR": "192.0.2.77"}
    assert (
        strict.get("/probes/providers", environ_base=sent, headers={"X-Request-Id": "the-id-of-this"}).status_code
        == 403
    )
    (event,) = events(capsys)
    assert (event["event"], event["person"]) == ("access.refused", user.id)
    assert (event["route"], event["request_id"]) == ("/probes/providers", "the-id-of-this")
    assert event["network"] == "192.0.2.0/24"


@pytest.mark.parametrize(
    ("address", "network"),
    [("192.0.2.77", "192.0.2.0/24"), ("2001:db8:1:2:3::4", "2001:db8:1::/48"), ("::ffff:192.0.2.7", "192.0.2.0/24")],
)
def test_networks_in_the_log_name_no_household(strict: FlaskClient, address: str, network: str) -> None:
    with strict.application.test_request_context(environ_base={"REMOTE_ADDR": address}):
        assert truncated_network() == network


def test_a_refused_webhook_and_another_host_are_events(strict: FlaskClient, capsys: pytest.CaptureFixture[str]) -> None:
    strict.post("/webhooks/stripe", data=b"{}")
    strict.get("/login", headers={"Host": "evil.example"})
    found = [(event["event"], event["severity"]) for event in events(capsys)]
    assert found == [("webhook.refused", "warning"), ("host.refused", "info")]


def test_refused_log_ins_are_events_with_their_method(
    strict_without_tokens: FlaskClient, capsys: pytest.CaptureFixture[str]
) -> None:
    wren = make_user(email="wren@example.com").id
    session.commit()
    for email in ("wren@example.com", "nobody@example.com"):
        strict_without_tokens.post("/login", data={"email": email, "password": "seven loud hours"})
    strict_without_tokens.post("/login/passkey", data={"answer": "{}"})
    found = [(event["event"], event.get("person"), event.get("method")) for event in events(capsys)]
    assert found == [
        ("account.wrong_password", wren, None),
        ("account.wrong_password", None, None),
        ("log_in.refused", None, "passkey"),
    ]
