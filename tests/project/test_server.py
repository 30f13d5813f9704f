"""Tests of `gunicorn.conf.py`, on a real gunicorn with a tiny application."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import requests

from scripts.local import LOCALHOST, any_free

TINY = """
import gc, os
def app(environ, start):
    start("200 OK", [])
    return [f"{os.getpid()} {gc.isenabled()}".encode()]
"""


def answer_of(address: str, *, not_by: str = "") -> tuple[str, str]:
    """Return the id of a worker other than `not_by` and whether it collects garbage, within 20 seconds."""
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        try:
            worker, collects = requests.get(f"http://{address}/", timeout=30).text.split()
        except requests.ConnectionError:
            worker = not_by
        if worker != not_by:
            return worker, collects
        time.sleep(0.05)
    raise TimeoutError(f"no other worker answered at {address}")


def test_workers_collect_garbage_also_after_a_reload(tmp_path: Path) -> None:
    (tmp_path / "tiny.py").write_text(TINY)
    address = f"{LOCALHOST}:{any_free()}"
    command = (sys.executable, "-m", "gunicorn", "tiny:app", "--pythonpath", str(tmp_path), "--log-level", "warning")
    environment = {**os.environ, "BIND": address, "WEB_CONCURRENCY": "1"}
    with subprocess.Popen(command, env=environment) as server:
        try:
            worker, collects = answer_of(address)
            server.send_signal(signal.SIGHUP)
            _, collects_again = answer_of(address, not_by=worker)
            assert (collects, collects_again) == ("True", "True")
        finally:
            server.terminate()


FAILING = """
def app(environ, start):
    raise ValueError("the password is " + environ["QUERY_STRING"])
"""
SECRET = "k3-secret-part-of-a-private-link"


def test_the_server_logs_no_url_of_a_request_that_fails(tmp_path: Path) -> None:
    (tmp_path / "failing.py").write_text(FAILING)
    port = any_free()
    command = (sys.executable, "-m", "gunicorn", "failing:app", "--pythonpath", str(tmp_path), "--log-level", "warning")
    environment = {**os.environ, "BIND": f"{LOCALHOST}:{port}", "WEB_CONCURRENCY": "1"}
    with subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True) as server:
        try:
            failed = sent(
                port, f"GET /forms/{SECRET}?{SECRET} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
            )
            malformed = sent(port, f"GET /forms/{SECRET} and more HTTP/1.1\r\nHost: localhost\r\n\r\n")
        finally:
            server.terminate()
        _, log = server.communicate(timeout=30)
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


def test_a_request_whose_end_is_ambiguous_is_refused_with_all_that_follows(tmp_path: Path) -> None:
    (tmp_path / "tiny.py").write_text(TINY)
    port = any_free()
    command = (sys.executable, "-m", "gunicorn", "tiny:app", "--pythonpath", str(tmp_path), "--log-level", "error")
    environment = {**os.environ, "BIND": f"{LOCALHOST}:{port}", "WEB_CONCURRENCY": "1"}
    with subprocess.Popen(command, env=environment) as server:
        try:
            found = {name: statuses_of(port, *parts) for name, parts in AMBIGUOUS.items()}
            clear = statuses_of(port, "Content-Length: 4\r\n", "body")
        finally:
            server.terminate()
    assert [name for name, statuses in found.items() if statuses not in (["400"], ["501"])] == [], found
    assert clear == ["200", "200"], "or this server refuses everything"
