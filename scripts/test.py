"""`make test`: all tests, with the programs they need."""

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic

import pytest

from scripts import elasticsearch
from scripts.tools import BIN, Problem, headless_chromium, stripe_mock

MOST_TRACES = 5
# Above 0, so that other programs come first, and nearer to 10, the niceness of the thread that hashes passwords: tests
# that keep all processors busy leave it little time.
NICENESS = 5


class Numbers:
    """A pytest plugin that prints how many tests ran and how many minutes they took, as the last line of the run.

    It also notes which journeys failed.
    """

    def __init__(self) -> None:
        self._began = monotonic()
        self._tests: set[str] = set()
        self.failed_journeys: set[str] = set()

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self._tests.add(report.nodeid)
        if report.failed and report.nodeid.startswith("e2e/"):
            self.failed_journeys.add(report.nodeid)

    def pytest_unconfigure(self) -> None:
        print(f"{len(self._tests):,} tests in {(monotonic() - self._began) / 60:.1f} minutes", flush=True)


def main() -> int:
    os.setpriority(os.PRIO_PROCESS, 0, max(NICENESS, os.getpriority(os.PRIO_PROCESS, 0)))
    # A test run is too short for Java's second compiler to pay off: it doubles the processor time of its start.
    os.environ.setdefault("ES_JAVA_OPTS", f"{elasticsearch.HEAP} -XX:TieredStopAtLevel=1")
    with TemporaryDirectory(prefix="cozywish-test-", ignore_cleanup_errors=True) as folder:
        try:
            # It starts while other tests run; tests that need it wait for it.
            engine = elasticsearch.launch(Path(folder))
        except Problem as problem:
            print(problem, file=sys.stderr)
            return 1
        try:
            os.environ["COZYWISH_TEST_ELASTICSEARCH_URL"] = engine.url
            return run_tests()
        finally:
            engine.stop()


def run_tests() -> int:
    try:
        browser = headless_chromium()
        checked = stripe_mock()
    except Problem as problem:
        print(problem, file=sys.stderr)
        return 1
    if not checked:
        print("Go is missing, so requests to Stripe are not checked against its OpenAPI here: install Go for that.")
    # Tests look up both programs on the PATH, and the browser by this one name.
    os.environ["PATH"] = os.pathsep.join([str(BIN), os.environ["PATH"]])
    if shutil.which("chromium") != str(browser):
        BIN.mkdir(parents=True, exist_ok=True)
        (BIN / "chromium").unlink(missing_ok=True)
        (BIN / "chromium").symlink_to(browser)
    # One for each processor: another starts applications and a browser of its own, and takes time from the others.
    workers = os.environ.get("WORKERS", str(os.cpu_count() or 1))
    # A single run, so that its last line counts everything. Tests of one file stay together to share fixtures.
    numbers = Numbers()
    code = int(pytest.main(["tests", "e2e", "-n", workers, "--dist", "loadscope", *sys.argv[1:]], [numbers]))
    if numbers.failed_journeys:
        trace(sorted(numbers.failed_journeys))
    return code


def trace(journeys: Sequence[str]) -> None:
    """Run journeys again, with a trace of each in test-results/. The overall result does not change.

    Tracing every journey would cost a quarter of its time.
    """
    print("Journeys that failed run again for their traces, in test-results/. The result stays as it is.", flush=True)
    again = ("-m", "pytest", "--tracing=on", f"--maxfail={MOST_TRACES}", *journeys)
    subprocess.run([sys.executable, *again], check=False)


if __name__ == "__main__":
    sys.exit(main())
