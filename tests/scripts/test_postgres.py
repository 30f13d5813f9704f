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
    """Yield a new folder.

    Not one of pytest's: each run of pytest makes those private, even while the account that runs PostgreSQL for root
    is using them.
    """
    made = Path(tempfile.mkdtemp(prefix="cozywish-test-"))
    yield made
    # A server that is shutting down deletes its own files at the same time.
    shutil.rmtree(made, ignore_errors=True)


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    """Yield the data folder of one server that the tests of this module start and stop."""
    with new_folder() as made:
        yield made / "data"
        postgres.start(made / "data").stop()


@pytest.fixture
def place() -> Iterator[Path]:
    """Yield a folder for a server that only one test uses."""
    with new_folder() as made:
        yield made


def started_elsewhere(folder: Path, what: str, end: signal.Signals) -> None:
    """Start a server from another process, then send the signal `end` to that process's group."""
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


def test_ctrl_c_ends_the_programs_that_use_the_server_but_not_the_server(folder: Path) -> None:
    started_elsewhere(folder, "stays", signal.SIGINT)
    taken_over = postgres.start(folder)
    assert value(taken_over, "current_setting('fsync')") == "off"


def test_data_persists_between_starts_but_settings_do_not(folder: Path) -> None:
    server = postgres.start(folder)
    with psycopg.connect(server.url) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 7 AS number")
    server.stop()
    server = postgres.start(folder, settings={"max_connections": "37"})
    assert value(server, "(SELECT number FROM kept)") == "7"
    assert value(server, "current_setting('max_connections')") == "37"
    assert value(server, "current_setting('fsync')") == "on"


def test_the_server_uses_the_same_case_rules_and_time_zone_everywhere(folder: Path) -> None:
    server = postgres.start(folder)
    assert value(server, "upper('éclair')") == "ÉCLAIR"
    assert value(server, "current_setting('timezone')") == "UTC"


def test_the_server_is_not_reachable_over_the_network(folder: Path) -> None:
    server = postgres.start(folder)
    assert value(server, "current_setting('listen_addresses')") == ""
    assert server.socket_dir.stat().st_mode & 0o777 == 0o700


def test_a_server_starts_in_a_folder_whose_path_is_too_long_for_a_socket(place: Path) -> None:
    server = postgres.start(place / ("long, deep and it's odd " * 5), settings=postgres.FAST_AND_FORGETFUL)
    try:
        assert value(server, "1") == "1"
    finally:
        server.stop()
        server.socket_dir.rmdir()


def test_a_failed_start_raises_an_error_with_the_message_of_the_server(place: Path) -> None:
    with pytest.raises(postgres.PostgresError, match="unrecognized configuration parameter"):
        postgres.start(place / "data", settings={"no_such_setting": "1"})


@pytest.mark.parametrize("end", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_a_server_can_be_set_to_end_with_the_process_that_started_it(place: Path, end: signal.Signals) -> None:
    started_elsewhere(place / "data", "goes", end)
    deadline = time.monotonic() + 20
    while postgres.is_ready(place / "data") and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not postgres.is_ready(place / "data")
