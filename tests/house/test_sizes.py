"""Ten megabytes in a field cost nobody anything, and whoever sent them reads what to do instead.

Time is that of the processor, in seconds: machines that run tests are busy.
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

from app.errors import WORDS

MEGABYTE = 1024 * 1024
FORM = "application/x-www-form-urlencoded"
PARTS = "multipart/form-data"


@pytest.mark.parametrize("kind", [FORM, PARTS])
@pytest.mark.parametrize("path", ["/login", "/register", "/theme", "/probes/take", "/nowhere"])
def test_a_field_of_ten_megabytes_is_refused_in_words(strict: FlaskClient, path: str, kind: str) -> None:
    began = time.process_time()
    response = strict.post(path, data={"email": "a" * 10 * MEGABYTE, "note": "kept"}, content_type=kind)
    assert response.status_code == 413
    assert WORDS[413].message in response.text
    assert time.process_time() - began < 2


def test_a_json_body_of_ten_megabytes_is_refused_too(strict: FlaskClient) -> None:
    response = strict.post("/probes/take", data=b"{" * 10 * MEGABYTE, content_type="application/json")
    assert response.status_code == 413


def test_many_small_fields_are_refused(strict: FlaskClient) -> None:
    response = strict.post("/probes/take", data={f"field{n}": "" for n in range(2000)}, content_type=PARTS)
    assert response.status_code == 413


def test_the_longest_that_is_taken_is_answered_at_once(strict_without_tokens: FlaskClient) -> None:
    longest = "a" * 120 * 1024
    began = time.process_time()
    for email in (longest, f"{longest}@example.com", "@" * 40 * 1024):
        assert strict_without_tokens.post("/login", data={"email": email, "password": longest}).status_code == 422
    assert time.process_time() - began < 2


def test_a_picture_may_be_large_but_not_huge(strict_without_tokens: FlaskClient) -> None:
    statuses = [
        strict_without_tokens.post(
            "/probes/upload", data={"picture": (io.BytesIO(bytes(size * MEGABYTE)), "pond.jpg")}
        ).status_code
        for size in (15, 17)
    ]
    assert statuses == [200, 413]


@pytest.fixture
def port(strict_app: Flask, strict: FlaskClient) -> Iterator[int]:
    """Of a real server: the test client has no connection that could be reset."""
    server = make_server("127.0.0.1", 0, strict_app, threaded=True)
    serving = Thread(target=server.serve_forever)
    serving.start()
    yield server.server_port
    server.shutdown()
    serving.join()
    server.server_close()


@pytest.mark.parametrize("kind", [FORM, f"{PARTS}; boundary=x"])
def test_a_browser_that_sends_it_all_before_it_listens_hears_the_answer(port: int, kind: str) -> None:
    opening = b'--x\r\nContent-Disposition: form-data; name="email"\r\n\r\n' if kind.startswith(PARTS) else b"email="
    connection = HTTPConnection("127.0.0.1", port, timeout=20)
    connection.request("POST", "/login", opening + b"a" * 20 * MEGABYTE, {"Content-Type": kind})
    answer = connection.getresponse()
    assert (answer.status, WORDS[413].message in answer.read().decode()) == (413, True)
    connection.close()
