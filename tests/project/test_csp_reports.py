"""Tests that reports of blocked content are logged briefly, once, and without anything about a person."""

import json

import pytest
from flask.testing import FlaskClient
from structlog.testing import capture_logs

from app.web import csp_reports
from app.web.csp_reports import Hour, directive_of, origin_of
from app.web.security import REPORTS_PATH
from tests.support import statements

PRIVATE = "wren@example.com"
OLD = {"csp-report": {"violated-directive": "img-src 'self'", "blocked-uri": f"https://ads.example/a?who={PRIVATE}"}}
NEW = {"type": "csp-violation", "body": {"effectiveDirective": "script-src-elem", "blockedURL": "inline"}}


@pytest.fixture(autouse=True)
def new_hour(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(csp_reports, "_hour", Hour())


def logged(client: FlaskClient, body: object, kind: str = "application/csp-report") -> list[tuple[str, str]]:
    sent = body if isinstance(body, bytes) else json.dumps(body).encode()
    with capture_logs() as events:
        response = client.post(REPORTS_PATH, data=sent, content_type=kind)
    assert (response.status_code, response.data) == (204, b"")
    assert PRIVATE not in str(events)
    return [(event["directive"], event["blocked"]) for event in events if event["event"] == "csp blocked"]


def test_reports_of_both_formats_log_the_directive_and_the_blocked_origin(strict: FlaskClient) -> None:
    assert logged(strict, OLD) == [("img-src", "https://ads.example")]
    assert logged(strict, [NEW], "application/reports+json") == [("script-src-elem", "inline")]


def test_the_same_report_is_logged_once(strict: FlaskClient) -> None:
    assert [logged(strict, OLD), logged(strict, OLD)] == [[("img-src", "https://ads.example")], []]


def test_a_process_logs_a_limited_number_of_reports_an_hour() -> None:
    hour = Hour(2)
    assert [hour.is_new(("img-src", f"https://{n}.example"), at=0) for n in range(3)] == [True, True, False]
    assert hour.is_new(("img-src", "https://2.example"), at=3600)


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[" * 10_000, b"null", b"[1, {}]", {"csp-report": [1]}, {"csp-report": {}, "x": "y" * 20_000}]
)
def test_malformed_and_large_reports_are_ignored(strict: FlaskClient, body: object) -> None:
    assert logged(strict, body) == []


def test_a_report_asks_the_database_nothing(strict: FlaskClient) -> None:
    with statements() as sent:
        logged(strict, OLD)
    assert sent == []


@pytest.mark.parametrize(
    ("value", "origin"),
    [
        ("https://Ads.example:8443/path?q=1", "https://ads.example:8443"),
        ("https://wren:secret@ads.example/", "other"),
        ("chrome-extension://abcdef/script.js", "chrome-extension"),
        ("data", "data"),
        ("javascript:alert(1)", "other"),
        ("https://[", "other"),
        ({"a": 1}, "other"),
        (None, "other"),
    ],
)
def test_an_origin_has_no_path_and_no_user(value: object, origin: str) -> None:
    assert origin_of(value) == origin


@pytest.mark.parametrize(
    ("value", "name"),
    [("script-src 'self'", "script-src"), ("form-action", "form-action"), (PRIVATE, "other"), (7, "other")],
)
def test_only_names_of_directives_are_logged(value: object, name: str) -> None:
    assert directive_of(value) == name
