"""Tests of the supervisor with real processes: it runs in one and starts tiny programs in others."""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Timer

import pytest

from scripts.local import any_free

ROOT = Path(__file__).resolve().parents[2]
FINE = "step=pass"
# Prints its process id, and a line when it is asked to stop.
STAYS = (
    "import os, signal, sys, time\n"
    "signal.signal(signal.SIGTERM, lambda *_: (print('stopping', flush=True), sys.exit(0)))\n"
    "print('pid', os.getpid(), flush=True)\n"
    "time.sleep(60)"
)
STUBBORN = STAYS.replace("sys.exit(0)", "None").replace("time.sleep(60)", "[time.sleep(1) for _ in range(60)]")
ENDS_SOON = "import sys, time; time.sleep(0.3); print('out of disk'); sys.exit(7)"

Runner = Callable[..., subprocess.Popen[str]]


@pytest.fixture
def start() -> Iterator[Runner]:
    """Return a function that starts the fakes like a terminal's foreground job: one process group for Ctrl-C."""
    runs: list[subprocess.Popen[str]] = []

    def run(*programs: str, **environment: str) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.scripts.fakes", *programs],
            cwd=ROOT,
            env={**os.environ, **environment},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        runs.append(process)
        return process

    yield run
    for process in runs:
        process.kill()
        process.communicate()


def read_until(process: subprocess.Popen[str], *wanted: str) -> str:
    """Return the output up to the line after which all wanted texts have appeared."""
    assert process.stdout
    output = ""
    guard = Timer(20, process.kill)
    guard.start()
    while not all(text in output for text in wanted):
        line = process.stdout.readline()
        assert line, f"ended before {wanted}: {output}"
        output += line
    guard.cancel()
    return output


def pids(output: str) -> list[int]:
    return [int(number) for number in re.findall(r"pid (\d+)", output)]


def lives(pid: int) -> bool:
    """Return whether a process is running. A zombie that its parent has not reaped yet counts as ended."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
    except OSError:
        return False
    return state != "Z"


def has_ended(pid: int) -> bool:
    """Return whether a process ends within five seconds."""
    deadline = time.monotonic() + 5
    while lives(pid) and time.monotonic() < deadline:
        time.sleep(0.02)
    return not lives(pid)


def test_output_lines_start_with_the_name_of_their_program(start: Runner) -> None:
    output, _ = start(FINE, "web=print('GET /')").communicate(timeout=20)
    assert "web      | GET /\n" in output


def test_a_program_that_ends_stops_all_and_its_last_lines_and_code_are_shown(start: Runner) -> None:
    process = start(FINE, f"worker={STAYS}", f"web={ENDS_SOON}")
    output, _ = process.communicate(timeout=20)
    assert "web ended with exit code 7. Its last lines:\n    out of disk\n" in output
    assert "worker   | stopping" in output
    assert process.returncode == 7
    assert all(has_ended(pid) for pid in pids(output))


def test_a_program_that_ends_with_code_0_is_still_a_failure(start: Runner) -> None:
    process = start(FINE, f"worker={STAYS}", "web=pass")
    output, _ = process.communicate(timeout=20)
    assert "web ended with exit code 0. Its last lines:\n    (it wrote nothing)\n" in output
    assert process.returncode == 1


def test_a_killed_program_gives_the_exit_code_that_a_shell_would(start: Runner) -> None:
    process = start(FINE, "web=import os; os.kill(os.getpid(), 9)")
    process.communicate(timeout=20)
    assert process.returncode == 128 + signal.SIGKILL


def test_a_failed_step_ends_the_run_before_programs_start(start: Runner) -> None:
    process = start("database=print('no such table'); raise SystemExit(3)", f"web={STAYS}")
    output, _ = process.communicate(timeout=20)
    assert "database ended with exit code 3. Its last lines:\n    no such table\n" in output
    assert "pid" not in output
    assert process.returncode == 3


def test_programs_beside_a_step_keep_running_after_it(start: Runner) -> None:
    process = start(FINE, f"mail={STAYS}", f"web={STAYS}", BESIDE="1")
    before = read_until(process, "mail     | pid", "web      | pid", "all ready")
    os.killpg(process.pid, signal.SIGINT)
    after, _ = process.communicate(timeout=20)
    assert re.findall(r"(\w+) +\| stopping", after) == ["web", "mail"]
    assert all(has_ended(pid) for pid in pids(before))


def test_a_failed_step_stops_the_programs_beside_it(start: Runner, tmp_path: Path) -> None:
    started = tmp_path / "started"
    telling = STAYS.replace("time.sleep", f"open({str(started)!r}, 'w').close(); time.sleep")
    fails = f"import os, time\nwhile not os.path.exists({str(started)!r}): time.sleep(0.01)\nraise SystemExit(3)"
    process = start(f"database={fails}", f"mail={telling}", BESIDE="1")
    output, _ = process.communicate(timeout=20)
    assert process.returncode == 3
    assert pids(output)
    assert all(has_ended(pid) for pid in pids(output))


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_stops_all_programs_in_reverse_order(start: Runner, number: signal.Signals) -> None:
    process = start(FINE, f"stripe={STAYS}", f"worker={STAYS}", f"web={STAYS}")
    before = read_until(process, "stripe   | pid", "worker   | pid", "web      | pid", "all ready")
    os.killpg(process.pid, number)
    after, _ = process.communicate(timeout=20)
    assert "\nStopping. Ctrl-C again does not wait.\n" in after
    assert re.findall(r"(\w+) +\| stopping", after) == ["web", "worker", "stripe"]
    assert process.returncode == 0
    assert all(has_ended(pid) for pid in pids(before))


def test_a_signal_during_a_step_stops_it(start: Runner) -> None:
    process = start(f"demo={STAYS}", f"web={STAYS}")
    read_until(process, "demo     | pid")
    os.killpg(process.pid, signal.SIGINT)
    after, _ = process.communicate(timeout=20)
    assert "demo     | stopping" in after
    assert "web" not in after
    assert process.returncode == 0


def test_a_second_signal_ends_programs_without_waiting(start: Runner) -> None:
    process = start(FINE, f"web={STUBBORN}")
    before = read_until(process, "pid", "all ready")
    os.killpg(process.pid, signal.SIGINT)
    read_until(process, "stopping")
    started = time.monotonic()
    os.killpg(process.pid, signal.SIGINT)
    process.communicate(timeout=20)
    assert time.monotonic() - started < 5
    assert all(has_ended(pid) for pid in pids(before))


def test_processes_started_by_a_program_end_with_it(start: Runner) -> None:
    code = f"import subprocess, sys; subprocess.Popen([sys.executable, '-S', '-c', {STUBBORN!r}]).wait()"
    process = start(FINE, f"web={code}")
    before = read_until(process, "pid", "all ready")
    os.killpg(process.pid, signal.SIGINT)
    process.communicate(timeout=20)
    assert all(has_ended(pid) for pid in pids(before))


def test_a_killed_supervisor_leaves_no_orphans(start: Runner) -> None:
    process = start(FINE, f"worker={STAYS}", f"web={STAYS}")
    before = read_until(process, "worker   | pid", "web      | pid")
    process.kill()
    assert all(has_ended(pid) for pid in pids(before))


def test_ready_is_printed_only_after_the_health_url_answers(start: Runner) -> None:
    server = (
        "import http.server, time\n"
        "time.sleep(0.3)\n"
        "class Answer(http.server.BaseHTTPRequestHandler):\n"
        "    def do_GET(self): print('asked', flush=True); self.send_response(200); self.end_headers()\n"
        "http.server.HTTPServer(('127.0.0.1', PORT), Answer).serve_forever()"
    )
    port = any_free()
    process = start(FINE, f"web@http://127.0.0.1:{port}/readyz={server.replace('PORT', str(port))}")
    output = read_until(process, "all ready")
    assert "asked" in output


def test_a_program_that_never_answers_is_named(start: Runner) -> None:
    address = f"http://127.0.0.1:{any_free()}/healthz"
    process = start(FINE, f"mail@{address}={STAYS}", PATIENCE="0.5")
    output, _ = process.communicate(timeout=20)
    assert f"mail did not answer at {address} within" in output
    assert process.returncode == 1
    assert all(has_ended(pid) for pid in pids(output))
