"""Runs the application and takes all pictures."""

import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from playwright.sync_api import Browser, expect, sync_playwright

from app.core import clock
from e2e.guest import PORTLAND, Guest
from e2e.owner import Owner
from e2e.running import Running
from scripts import postgres
from scripts.stack import fill, stack
from scripts.tools import Problem, chromium
from tools.screens import admin_pages, guest_pages, money_pages, owner_pages
from tools.screens.camera import SCREENS, Camera

BEGINS = datetime(2026, 5, 13, 12, tzinfo=PORTLAND)
# The day that is booked: all venues are open, and massages have off-peak prices.
DAY = BEGINS.date() + timedelta(days=7)
PATIENCE = 60_000  # milliseconds, because machines that take pictures are busy


def go_through(browser: Browser, running: Running) -> None:
    """Use the application as a guest, an owner and an admin, and photograph what they see."""
    camera = Camera()
    guest = opened(browser, running)
    guest_pages.find(camera, guest, DAY)
    guest_pages.fill_cart(camera, guest, opened(browser, running), DAY)
    guest_pages.pay(camera, guest)
    guest_pages.wait(camera, guest, DAY)
    money_pages.buy(camera, guest)
    owner = opened(browser, running)
    owner_pages.work(camera, owner, DAY)
    owner_pages.greet(camera, owner, DAY)
    owner_pages.maintain(camera, owner)
    owner_pages.sync_calendar(camera, owner)
    money_pages.get_paid(camera, owner)
    owner_pages.set_up(camera, Owner(opened(browser, running), venue="Willow Room"))
    admin = opened(browser, running)
    admin_pages.administer(camera, admin)
    money_pages.keep_books(camera, admin)
    guest_pages.note_states(camera, opened(browser, running))


def opened(browser: Browser, running: Running) -> Guest:
    """Return a person in a browser of their own."""
    context = browser.new_context(
        base_url=running.url,
        locale="en-US",
        timezone_id="America/Los_Angeles",
        reduced_motion="reduce",
        viewport={"width": 1280, "height": 900},
    )
    context.set_default_timeout(PATIENCE)
    context.add_init_script(running.browser_clock)
    return Guest(context.new_page(), running)


@contextmanager
def running_on_demo(folder: Path) -> Iterator[Running]:
    """Run the application on new demo data, with its clock at `BEGINS`."""
    server = postgres.start(folder / "postgres", settings=postgres.FAST_AND_FORGETFUL)
    photos = folder / "photos"
    try:
        with clock.pinned(BEGINS):
            fill(server.url, application_url=server.application_url, photos=photos, say=print)
        offset = int((BEGINS - datetime.now(UTC)).total_seconds())
        with stack(folder, server.application_url, photos=photos, clock_offset=offset) as started:
            yield Running(started)
    finally:
        server.stop()


def photograph(running: Running, program: Path) -> None:
    """Take all pictures of a running application into an empty folder."""
    shutil.rmtree(SCREENS, ignore_errors=True)
    SCREENS.mkdir()
    expect.set_options(timeout=PATIENCE)
    flags = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=flags)
        go_through(browser, running)
        browser.close()


def main() -> int:
    """Run from the command line."""
    try:
        program = chromium()
    except Problem as problem:
        print(problem, file=sys.stderr)
        return 1
    with tempfile.TemporaryDirectory(prefix="cozywish-screens-") as folder, running_on_demo(Path(folder)) as running:
        photograph(running, program)
    print(f"{len(list(SCREENS.iterdir()))} pictures in {SCREENS}/")
    return 0


if __name__ == "__main__":
    sys.exit(main())
