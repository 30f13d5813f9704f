"""The optional look-up of passwords from breaches, over real HTTP on this machine."""

from collections.abc import Iterator
from hashlib import sha1
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Event, Thread

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.accounts.breach_ranges import BreachRanges

KNOWN, PADDED = "seven quiet hours", "eight slow evenings"


def hash_of(password: str) -> str:
    return sha1(password.encode(), usedforsecurity=False).hexdigest().upper()


LINES = {hash_of(word): number for word, number in ((KNOWN, 3), (PADDED, 0))}


class Ranges(HTTPServer):
    """A stand-in that knows two passwords, one of them as padding, and remembers what it was asked."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.asked: list[str] = []
        self.answers = Event()
        self.answers.set()
        self.moved = False


class Handler(BaseHTTPRequestHandler):
    server: Ranges

    def do_GET(self) -> None:
        prefix = self.path.rpartition("/")[2]
        self.server.asked.append(prefix)
        self.server.answers.wait(10)
        if self.server.moved and "/elsewhere/" not in self.path:
            self.send_response(302)
            self.send_header("Location", f"/elsewhere/{prefix}")
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        lines = [f"{digest[5:]}:{number}" for digest, number in LINES.items() if digest.startswith(prefix)]
        body = "\r\n".join([*lines, f"{'0' * 35}:1"]).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def ranges(app: Flask) -> Iterator[Ranges]:
    server = Ranges()
    serving = Thread(target=server.serve_forever)
    serving.start()
    app.extensions["breaches"] = BreachRanges(f"http://127.0.0.1:{server.server_port}/range", seconds=0.3)
    yield server
    app.extensions["breaches"] = None
    server.answers.set()
    server.shutdown()
    serving.join()
    server.server_close()


def register(client: FlaskClient, password: str) -> tuple[int, bool]:
    response = client.post("/register", data={"name": "Wren", "email": "wren@example.com", "password": password})
    return response.status_code, "data breach" in response.text


def test_breached_password_is_refused_and_only_the_start_of_its_hash_is_sent(
    client: FlaskClient, ranges: Ranges
) -> None:
    assert register(client, KNOWN) == (422, True)
    assert ranges.asked == [hash_of(KNOWN)[:5]]


@pytest.mark.parametrize("password", [PADDED, "nine calm mornings"])
def test_padding_and_unknown_passwords_are_accepted(client: FlaskClient, ranges: Ranges, password: str) -> None:
    assert register(client, password) == (303, False)


def test_list_that_does_not_answer_refuses_nothing(client: FlaskClient, ranges: Ranges) -> None:
    ranges.answers.clear()
    assert register(client, KNOWN) == (303, False)


def test_list_that_redirects_is_not_followed(client: FlaskClient, ranges: Ranges) -> None:
    ranges.moved = True
    assert register(client, KNOWN) == (303, False)
    assert ranges.asked == [hash_of(KNOWN)[:5]]


def test_without_a_list_nothing_is_asked(client: FlaskClient) -> None:
    assert register(client, KNOWN) == (303, False)
