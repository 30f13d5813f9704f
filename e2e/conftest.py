"""Fixtures for browser tests: everything that `make run` starts, on demo data, and a browser.

Each parallel worker has its own application on its own copy of the data, so that journeys do not book each other's
times.
"""

import os
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Protocol

import pytest
from playwright.sync_api import BrowserContext, expect

from e2e import demo_data
from e2e.guest import Guest
from e2e.running import Running
from e2e.watch import Watch
from scripts.stack import stack
from tests import database
from tests.browser import browser_type_launch_args
from tests.sizes import THOROUGH, leave_out_thorough, sized

__all__ = ["browser_type_launch_args"]

CLUSTER = pytest.StashKey[database.Cluster]()
BUILDER = pytest.StashKey[demo_data.Builder]()
FAILED = pytest.StashKey[bool]()
PICTURES = Path("test-results")
SHAPES: dict[str, dict[str, Any]] = {
    "phone": {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True},
    "desktop": {"viewport": {"width": 1280, "height": 900}},
}

BOTH_SHAPES = pytest.mark.parametrize("shape", SHAPES)

expect.set_options(timeout=20_000)  # milliseconds, because machines that run tests are busy


@pytest.hookimpl(trylast=True)
def pytest_configure(config: pytest.Config) -> None:
    """Start a database cluster, unless the run includes tests/ and uses theirs, and start to build the demo data."""
    if database.URL not in os.environ:
        config.stash[CLUSTER] = database.start_cluster()
    if demo_data.FOLDER not in os.environ:
        config.stash[BUILDER] = demo_data.start_building()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    leave_out_thorough(config, items)


@pytest.hookimpl(tryfirst=True)
def pytest_unconfigure(config: pytest.Config) -> None:
    if BUILDER in config.stash:
        config.stash[BUILDER].stop()
    if CLUSTER in config.stash:
        config.stash[CLUSTER].stop()
        del os.environ[database.URL]


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    if call.when == "call":
        item.stash[FAILED] = report.failed
    return report


@contextmanager
def started(folder: Path, photos: Path, *, at: datetime) -> Iterator[Running]:
    """Run the application on its own copy of the demo data, with its clock at `at`."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
    url = database.prepared(f"e2e_{worker}_{folder.name}", template=demo_data.TEMPLATE)
    offset = int((at - datetime.now(UTC)).total_seconds())
    with stack(folder, url, photos=photos, clock_offset=offset) as programs:
        running = Running(programs)
        try:
            yield running
        finally:
            running.close()


@pytest.fixture(scope="session")
def photos() -> Path:
    """Return the folder with the demo data's photos, once it is built."""
    return demo_data.built()


@pytest.fixture(scope="session")
def running(photos: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """Run the application, its worker and its sandboxes."""
    with started(tmp_path_factory.mktemp("stack"), photos, at=demo_data.BEGINS) as running:
        yield running


@pytest.fixture(scope="session")
def browser_context_args() -> dict[str, Any]:
    """Return the options of each context. Drawing motion takes Chromium time, so only a thorough run shows it."""
    motion = "no-preference" if THOROUGH else "reduce"
    return {"locale": "en-US", "timezone_id": "America/Los_Angeles", "reduced_motion": motion}


class Open(Protocol):
    def __call__(self, shape: str = "desktop", **more: Any) -> Guest: ...


@pytest.fixture
def opened(
    request: pytest.FixtureRequest, new_context: Callable[..., BrowserContext], running: Running
) -> Iterator[Open]:
    """Return a function that opens a separate browser context. Afterwards fail if any page caused complaints.

    A failed test leaves pictures of its pages in test-results/.
    """
    watches: list[Watch] = []
    contexts: list[BrowserContext] = []
    running.reset_rate_limits()

    def open_one(shape: str = "desktop", **more: Any) -> Guest:
        context = new_context(base_url=running.url, **SHAPES[shape], **more)
        context.add_init_script(running.browser_clock)
        watches.append(Watch(context))
        contexts.append(context)
        return Guest(context.new_page(), running, scripts=more.get("java_script_enabled", True))

    yield open_one
    # The option --screenshot takes one of each page of each test, and then deletes those of tests that passed.
    if request.node.stash.get(FAILED, False):
        for number, page in enumerate(page for context in contexts for page in context.pages):
            page.screenshot(path=PICTURES / request.node.name / f"{number}.png", full_page=True)
    complaints = [line for watch in watches for line in watch.complaints]
    assert complaints == []


@pytest.fixture(params=sized([*SHAPES], ["phone"]))
def shape(request: pytest.FixtureRequest) -> str:
    """Run a journey on a phone, and in a thorough run on a desktop too.

    The check of each page looks at both widths. A journey whose steps differ by width is marked with BOTH_SHAPES.
    """
    found: str = request.param
    return found
