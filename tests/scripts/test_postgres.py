import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from scripts import postgres

ROOT = Path(__file__).resolve().parents[2]
START_AND_WAIT = """
import sys, time
from pathlib import Path
from scripts import postgres
postgres.start(Path(sys.argv[1]), settings=postgres.FAST_AND_FORGETFUL)
print("started", flush=True)
time.sleep(60)
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("postgres") / "data"
    yield folder
    postgres.start(folder).stop()


def value(server: postgres.Server, expression: str) -> str:
    with psycopg.connect(server.url) as connection:
        row = connection.execute(f"SELECT {expression}::text").fetchone()
    assert row
    return str(row[0])


def test_ctrl_c_reaches_those_who_use_it_and_not_the_server(folder: Path) -> None:
    command = [sys.executable, "-c", START_AND_WAIT, str(folder)]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, start_new_session=True)
    with process:
        assert process.stdout
        assert process.stdout.readline() == "started\n"
        os.killpg(process.pid, signal.SIGINT)
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


def test_a_path_too_long_for_a_socket_is_no_obstacle(tmp_path: Path) -> None:
    server = postgres.start(tmp_path / ("long, deep and it's odd " * 5), settings=postgres.FAST_AND_FORGETFUL)
    try:
        assert value(server, "1") == "1"
    finally:
        server.stop()
        server.socket_dir.rmdir()


def test_a_start_that_fails_says_what_the_server_said(tmp_path: Path) -> None:
    with pytest.raises(postgres.PostgresError, match="unrecognized configuration parameter"):
        postgres.start(tmp_path / "data", settings={"no_such_setting": "1"})
