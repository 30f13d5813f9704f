import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

from scripts import postgres

ROOT = Path(__file__).resolve().parents[2]
START_AND_WAIT = """
import signal, sys, time
from pathlib import Path
from scripts import postgres
# A run in the background leaves Ctrl-C without effect on those whom it starts.
signal.signal(signal.SIGINT, signal.default_int_handler)
outlives_us = sys.argv[2] == "stays"
postgres.start(Path(sys.argv[1]), settings=postgres.FAST_AND_FORGETFUL, outlives_us=outlives_us)
print("started", flush=True)
time.sleep(60)
"""


@contextmanager
def new_folder() -> Iterator[Path]:
    """Not pytest's own: each run of pytest closes those to all accounts, also while root's stand-in uses them."""
    made = Path(tempfile.mkdtemp(prefix="cozywish-test-"))
    yield made
    # A server that is just ending takes its own files away meanwhile.
    shutil.rmtree(made, ignore_errors=True)


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    """Of one server, which tests start and stop."""
    with new_folder() as made:
        yield made / "data"
        postgres.start(made / "data").stop()


@pytest.fixture
def place() -> Iterator[Path]:
    """For a server that a test has to itself."""
    with new_folder() as made:
        yield made


def started_elsewhere(folder: Path, what: str, end: signal.Signals) -> None:
    """Started by a process of its own, whose process group then gets the signal."""
    command = [sys.executable, "-c", START_AND_WAIT, str(folder), what]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, start_new_session=True)
    with process:
        assert process.stdout
        assert process.stdout.readline() == "started\n"
        os.killpg(process.pid, end)


def value(server: postgres.Server, expression: str) -> str:
    with psycopg.connect(server.url) as connection:
        row = connection.execute(f"SELECT {expression}::text").fetchone()
    assert row
    return str(row[0])


def test_ctrl_c_reaches_those_who_use_it_and_not_the_server(folder: Path) -> None:
    started_elsewhere(folder, "stays", signal.SIGINT)
    taken_over = postgres.start(folder)
    assert value(taken_over, "current_setting('fsync')") == "off"


def test_data_stays_between_starts_and_settings_do_not(folder: Path) -> None:
    server = postgres.start(folder)
    with psycopg.connect(server.url) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 7 AS number")
    server.stop()
    server = postgres.start(folder, settings={"max_connections": "37"})
    assert value(server, "(SELECT number FROM kept)") == "7"
    assert value(server, "current_setting('max_connections')") == "37"
    assert value(server, "current_setting('fsync')") == "on"


def test_every_machine_has_the_same_order_case_and_zone(folder: Path) -> None:
    server = postgres.start(folder)
    assert value(server, "upper('éclair')") == "ÉCLAIR"
    assert value(server, "current_setting('timezone')") == "UTC"


def test_nobody_reaches_it_over_the_network(folder: Path) -> None:
    server = postgres.start(folder)
    assert value(server, "current_setting('listen_addresses')") == ""
    assert server.socket_dir.stat().st_mode & 0o777 == 0o700


def test_a_path_too_long_for_a_socket_is_no_obstacle(place: Path) -> None:
    server = postgres.start(place / ("long, deep and it's odd " * 5), settings=postgres.FAST_AND_FORGETFUL)
    try:
        assert value(server, "1") == "1"
    finally:
        server.stop()
        server.socket_dir.rmdir()


def test_a_start_that_fails_says_what_the_server_said(place: Path) -> None:
    with pytest.raises(postgres.PostgresError, match="unrecognized configuration parameter"):
        postgres.start(place / "data", settings={"no_such_setting": "1"})


@pytest.mark.parametrize("end", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_one_that_is_asked_to_ends_with_who_started_it(place: Path, end: signal.Signals) -> None:
    started_elsewhere(place / "data", "goes", end)
    deadline = time.monotonic() + 20
    while postgres.is_ready(place / "data") and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not postgres.is_ready(place / "data")
