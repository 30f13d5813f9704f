"""Fixtures for browser tests: everything that `make run` starts, on demo data, and a browser.

Each parallel worker has its own application on its own copy of the data, so that journeys do not book each other's
times.
"""

import fcntl
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Protocol

import pytest
from playwright.sync_api import BrowserContext, expect

from app.core import clock
from app.demo.scale import Scale
from e2e.guest import PORTLAND, Guest
from e2e.running import Running
from e2e.watch import Watch
from scripts.stack import fill, stack
from tests import database
from tests.browser import browser_type_launch_args

__all__ = ["browser_type_launch_args"]

CLUSTER = pytest.StashKey[database.Cluster]()
DEMO = "e2e_demo"
# Journeys start at this Portland time, so that none depends on the hour at which it runs. JOURNEYS_AT chooses another
# time, such as a Saturday night.
BEGINS = datetime.fromisoformat(os.environ.get("JOURNEYS_AT", "2026-05-13 12:00")).replace(tzinfo=PORTLAND)
# The flagship venue and a few of its neighbors in Portland, among them a hair salon and a sauna.
SMALL = Scale(venues=16, days=3, past=3, photo_width=240)
SHAPES: dict[str, dict[str, Any]] = {
    "phone": {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True},
    "desktop": {"viewport": {"width": 1280, "height": 900}},
}

expect.set_options(timeout=20_000)  # milliseconds, because machines that run tests are busy


@pytest.hookimpl(trylast=True)
def pytest_configure(config: pytest.Config) -> None:
    """Start a database cluster, unless the run includes tests/ and uses theirs."""
    if database.URL not in os.environ:
        config.stash[CLUSTER] = database.start_cluster()


def pytest_unconfigure(config: pytest.Config) -> None:
    if CLUSTER in config.stash:
        config.stash[CLUSTER].stop()
        del os.environ[database.URL]


@pytest.fixture(scope="session")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder that all parallel workers of the run share."""
    own = tmp_path_factory.getbasetemp()
    return own.parent if "PYTEST_XDIST_WORKER" in os.environ else own


@contextmanager
def started(folder: Path, photos: Path, *, at: datetime) -> Iterator[Running]:
    """Run the application on its own copy of the demo data, with its clock at `at`."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
    url = database.prepared(f"e2e_{worker}_{folder.name}", template=DEMO)
    offset = int((at - datetime.now(UTC)).total_seconds())
    with stack(folder, url, photos=photos, clock_offset=offset) as programs:
        running = Running(programs)
        try:
            yield running
        finally:
            running.close()


@pytest.fixture(scope="session")
def photos(shared: Path) -> Path:
    return shared / "e2e-photos"


@pytest.fixture(scope="session")
def running(shared: Path, photos: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """Run the application, its worker and its sandboxes. The first worker to get here builds the demo data."""
    with (shared / "e2e.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (shared / "e2e.made").exists():
            with clock.pinned(BEGINS):
                demo = database.prepared(DEMO)
                fill(database.as_owner(demo), application_url=demo, photos=photos, say=lambda _: None, scale=SMALL)
            (shared / "e2e.made").touch()
    with started(tmp_path_factory.mktemp("stack"), photos, at=BEGINS) as running:
        yield running


@pytest.fixture(scope="session")
def browser_context_args() -> dict[str, Any]:
    return {"locale": "en-US", "timezone_id": "America/Los_Angeles"}


class Open(Protocol):
    def __call__(self, shape: str = "desktop", **more: Any) -> Guest: ...


@pytest.fixture
def opened(new_context: Callable[..., BrowserContext], running: Running) -> Iterator[Open]:
    """Return a function that opens a separate browser context. Afterwards fail if any page caused complaints."""
    watches: list[Watch] = []
    running.reset_rate_limits()

    def open_one(shape: str = "desktop", **more: Any) -> Guest:
        context = new_context(base_url=running.url, **SHAPES[shape], **more)
        context.add_init_script(running.browser_clock)
        watches.append(Watch(context))
        return Guest(context.new_page(), running, scripts=more.get("java_script_enabled", True))

    yield open_one
    complaints = [line for watch in watches for line in watch.complaints]
    assert complaints == []


@pytest.fixture(params=SHAPES)
def shape(request: pytest.FixtureRequest) -> str:
    """Run a journey on a phone and on a desktop."""
    found: str = request.param
    return found
