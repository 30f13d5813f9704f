"""Tests that oversized request bodies are refused quickly, with a page that says what to do instead.

Times are processor time in seconds, because machines that run tests are busy.
"""

import io
import time
from collections.abc import Iterator
from http.client import HTTPConnection
from threading import Thread

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.serving import make_server
from werkzeug.test import TestResponse

from app.accounts.enums import Role
from app.web.errors import WORDS
from tests.factories import make_user
from tests.support import sign_in

MEGABYTE = 1024 * 1024
FORM = "application/x-www-form-urlencoded"
PARTS = "multipart/form-data"


@pytest.mark.parametrize("kind", [FORM, PARTS])
@pytest.mark.parametrize("path", ["/login", "/register", "/theme", "/probes/take", "/nowhere"])
def test_a_field_of_ten_megabytes_is_refused_with_an_explanation(strict: FlaskClient, path: str, kind: str) -> None:
    began = time.process_time()
    response = strict.post(path, data={"email": "a" * 10 * MEGABYTE, "note": "kept"}, content_type=kind)
    assert response.status_code == 413
    assert str(WORDS[413].message) in response.text
    assert time.process_time() - began < 2


def test_a_json_body_of_ten_megabytes_is_refused(strict: FlaskClient) -> None:
    response = strict.post("/probes/take", data=b"{" * 10 * MEGABYTE, content_type="application/json")
    assert response.status_code == 413


def test_many_small_fields_are_refused(strict: FlaskClient) -> None:
    response = strict.post("/probes/take", data={f"field{n}": "" for n in range(2000)}, content_type=PARTS)
    assert response.status_code == 413


def test_the_longest_accepted_fields_are_answered_within_two_seconds(strict_without_tokens: FlaskClient) -> None:
    longest = "a" * 120 * 1024
    began = time.process_time()
    for email in (longest, f"{longest}@example.com", "@" * 40 * 1024):
        assert strict_without_tokens.post("/login", data={"email": email, "password": longest}).status_code == 422
    assert time.process_time() - began < 2


def sent(client: FlaskClient, megabytes: int) -> TestResponse:
    return client.post("/probes/upload", data={"photo": (io.BytesIO(bytes(megabytes * MEGABYTE)), "pond.jpg")})


def test_a_photo_may_have_15_but_not_17_megabytes(strict_without_tokens: FlaskClient) -> None:
    sign_in(strict_without_tokens, make_user(role=Role.PROVIDER))
    assert [sent(strict_without_tokens, size).status_code for size in (15, 17)] == [200, 413]


def test_only_users_who_may_upload_files_can_send_large_bodies(strict_without_tokens: FlaskClient) -> None:
    """An anonymous visitor's file is never read: the redirect to the login page comes first."""
    answer = sent(strict_without_tokens, 1)
    assert (answer.status_code, answer.location.partition("?")[0]) == (303, "/login")
    sign_in(strict_without_tokens, make_user(role=Role.GUEST))
    assert sent(strict_without_tokens, 1).status_code == 413


@pytest.mark.parametrize("role", [None, Role.GUEST, Role.PROVIDER])
def test_forms_without_files_must_be_small_for_every_role(
    strict_without_tokens: FlaskClient, role: Role | None
) -> None:
    if role:
        sign_in(strict_without_tokens, make_user(role=role))
    file = (io.BytesIO(bytes(MEGABYTE)), "pond.jpg")
    assert strict_without_tokens.post("/probes/take", data={"file": file}).status_code == 413


def test_every_view_that_reads_files_accepts_large_bodies(strict: FlaskClient) -> None:
    """A view that reads files but is not marked would refuse every photo."""
    views = strict.application.view_functions
    marked = {name for name, view in views.items() if hasattr(view, "bytes_together")}
    assert marked == {
        "account.profile_photo",
        "admin.category_add",
        "admin.category_edit",
        "catalog.photo",
        "imports.upload",
        "probes.upload",
        "team.photo",
        "venues.add_photos",
    }


@pytest.fixture
def port(strict_app: Flask, strict: FlaskClient) -> Iterator[int]:
    """Yield the port of a real server, because the test client has no connection that could be reset."""
    server = make_server("127.0.0.1", 0, strict_app, threaded=True)
    serving = Thread(target=server.serve_forever)
    serving.start()
    yield server.server_port
    server.shutdown()
    serving.join()
    server.server_close()


@pytest.mark.parametrize("kind", [FORM, f"{PARTS}; boundary=x"])
def test_a_browser_that_sends_the_whole_body_first_gets_the_answer(port: int, kind: str) -> None:
    opening = b'--x\r\nContent-Disposition: form-data; name="email"\r\n\r\n' if kind.startswith(PARTS) else b"email="
    connection = HTTPConnection("127.0.0.1", port, timeout=20)
    connection.request("POST", "/login", opening + b"a" * 20 * MEGABYTE, {"Content-Type": kind})
    answer = connection.getresponse()
    assert (answer.status, str(WORDS[413].message) in answer.read().decode()) == (413, True)
    connection.close()
