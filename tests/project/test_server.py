"""Tests of `gunicorn.conf.py`, on a real gunicorn with a tiny application."""

import os
import signal
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
