"""Tests of `gunicorn.conf.py`, on a real gunicorn with a tiny application."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import requests

from scripts.local import LOCALHOST, any_free

TINY = """
import gc, os
def app(environ, start):
    if environ["PATH_INFO"].startswith("/forms/"):
        raise ValueError("the password is " + environ["QUERY_STRING"])
    start("200 OK", [])
    return [f"{os.getpid()} {gc.isenabled()}".encode()]
"""


@dataclass(frozen=True)
class Server:
    process: subprocess.Popen[bytes]
    port: int
    log: Path


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("server")
    (folder / "tiny.py").write_text(TINY)
    port, log = any_free(), folder / "server.log"
    command = (sys.executable, "-m", "gunicorn", "tiny:app", "--pythonpath", str(folder), "--log-level", "warning")
    environment = {**os.environ, "BIND": f"{LOCALHOST}:{port}", "WEB_CONCURRENCY": "1"}
    with log.open("wb") as output, subprocess.Popen(command, env=environment, stderr=output) as process:
        try:
            yield Server(process, port, log)
        finally:
            process.terminate()


def answer_of(server: Server, *, not_by: str = "") -> tuple[str, str]:
    """Return the id of a worker other than `not_by` and whether it collects garbage, within 60 seconds."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        try:
            worker, collects = requests.get(f"http://{LOCALHOST}:{server.port}/", timeout=60).text.split()
        except requests.ConnectionError:
            worker = not_by
        if worker != not_by:
            return worker, collects
        time.sleep(0.05)
    raise TimeoutError(f"no other worker answered at port {server.port}")


def test_workers_collect_garbage_also_after_a_reload(server: Server) -> None:
    worker, collects = answer_of(server)
    server.process.send_signal(signal.SIGHUP)
    _, collects_again = answer_of(server, not_by=worker)
    assert (collects, collects_again) == ("True", "True")


SECRET = "k3-secret-part-of-a-private-link"


def test_the_server_logs_no_url_of_a_request_that_fails(server: Server) -> None:
    failed = sent(server.port, f"GET /forms/{SECRET}?{SECRET} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
    malformed = sent(server.port, f"GET /forms/{SECRET} and more HTTP/1.1\r\nHost: localhost\r\n\r\n")
    log = server.log.read_text()
    assert (failed.split()[1], malformed.split()[1]) == ("500", "400")
    assert "Error handling request: ValueError at" in log
    assert "Invalid request" in log
    assert SECRET not in log + failed + malformed


def sent(port: int, request: str) -> str:
    """Send a request as it is, and return the whole answer. Waits up to a minute for the server."""
    deadline = time.monotonic() + 60
    while True:
        try:
            with socket.create_connection((LOCALHOST, port), timeout=60) as connection:
                connection.sendall(request.encode())
                return b"".join(iter(lambda: connection.recv(4096), b"")).decode()
        except ConnectionRefusedError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.05)


SECOND = "GET /smuggled HTTP/1.1\r\nHost: here\r\nConnection: close\r\n\r\n"
AMBIGUOUS = {
    "length and chunks": ("Content-Length: 6\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n"),
    "two lengths": ("Content-Length: 0\r\nContent-Length: 4\r\n", ""),
    "length with a sign": ("Content-Length: +0\r\n", ""),
    "unknown encoding": ("Transfer-Encoding: xchunked\r\n", "0\r\n\r\n"),
    "space before the colon": ("Transfer-Encoding : chunked\r\n", "0\r\n\r\n"),
    "folded header": ("Transfer-Encoding:\r\n chunked\r\n", "0\r\n\r\n"),
}


def statuses_of(port: int, headers: str, body: str) -> list[str]:
    """Send a request with a second one behind its body, and return the status of each answer."""
    answer = sent(port, f"POST / HTTP/1.1\r\nHost: here\r\n{headers}\r\n{body}{SECOND}")
    return re.findall(r"^HTTP/1.1 (\d+)", answer, re.MULTILINE)


def test_a_request_whose_end_is_ambiguous_is_refused_with_all_that_follows(server: Server) -> None:
    found = {name: statuses_of(server.port, *parts) for name, parts in AMBIGUOUS.items()}
    clear = statuses_of(server.port, "Content-Length: 4\r\n", "body")
    assert [name for name, statuses in found.items() if statuses not in (["400"], ["501"])] == [], found
    assert clear == ["200", "200"], "or this server refuses everything"
