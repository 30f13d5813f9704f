"""Benchmark of dragging a booking in a browser: the longest task while the pointer moves.

Compares a full week with a week of one booking, and this processor with a phone's, which is a quarter as fast.
"""

from datetime import timedelta

from playwright.sync_api import Browser, Page, expect, sync_playwright

from app.core import clock
from app.venues.models import Venue
from scripts.local import LOCALHOST
from scripts.tools import chromium
from tests.benchmarks.full_week import BOOKINGS, full_week, served, week
from tests.benchmarks.stage import stage

MOVES, DRAGS = 60, 2
LIMIT = 50  # milliseconds
DESK, PHONE = (1280, 900), (390, 844)
# Name, path, screen, and how many times slower than this processor.
LOOKS = (("the week of everyone", "week", DESK, 1), ("the week of everyone", "week", DESK, 4), ("a day", "", PHONE, 4))
WATCH = """() => {
  window.tasks = [];
  window.frames = 0;
  new PerformanceObserver((list) => tasks.push(...list.getEntries().map((task) => task.duration)))
    .observe({ type: "longtask" });
  const count = () => { frames += 1; requestAnimationFrame(count); };
  requestAnimationFrame(count);
}"""


def main() -> None:
    today = clock.now().date()
    sunday = today + timedelta(days=20 + 6 - today.weekday())
    with stage("dragging") as (_, url), sync_playwright() as playwright:
        venues = {BOOKINGS: full_week(sunday), 1: week(sunday, 1)}
        browser = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
        print(f"{'':<24}{'width':>7}{'slower':>8}{'bookings':>10}{'longest task, ms':>20}{'frames a drag':>16}")
        for name, path, screen, slower in LOOKS:
            for bookings, venue in venues.items():
                tasks, frames = dragged(browser, url, venue, f"{path}?day={sunday}&who=everyone", screen, slower)
                longest = f"{max(tasks):.0f}" if tasks else f"under {LIMIT}"
                print(f"{name:<24}{screen[0]:>7}{slower:>7}x{bookings:>10}{longest:>20}{frames:>16.0f}")
        browser.close()


def dragged(
    browser: Browser, url: str, venue: Venue, path: str, screen: tuple[int, int], slower: int
) -> tuple[list[float], float]:
    """Drag a booking DRAGS times; return the milliseconds of each task over 50 ms, and the frames per drag."""
    with served(url, venue) as (port, (name, value)):
        width, height = screen
        context = browser.new_context(viewport={"width": width, "height": height})
        address = f"http://{LOCALHOST}:{port}"
        context.add_cookies([{"name": name, "value": value, "url": address}])
        page = context.new_page()
        page.goto(f"{address}/calendar/{path}")
        page.locator("[data-moves=visit]").first.scroll_into_view_if_needed()
        page.wait_for_load_state("networkidle")
        context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": slower})
        drag(page)  # the browser compiles the scripts during the first drag
        page.evaluate(WATCH)
        for _ in range(DRAGS):
            drag(page)
        tasks, frames = page.evaluate("[tasks, frames]")
        context.close()
    return tasks, frames / DRAGS


def drag(page: Page) -> None:
    """Drag the first booking across the screen, then cancel the drag."""
    box = page.locator("[data-moves=visit]").first.bounding_box()
    if box is None:
        raise RuntimeError("no booking is in sight")
    x, y = box["x"] + box["width"] / 2, box["y"] + 15
    page.mouse.move(x, y)
    page.mouse.down()
    for step in range(MOVES):
        page.mouse.move(x + step, y + 3 * (step % 20))
    expect(page.locator(".drag-preview")).to_have_count(1)
    page.keyboard.press("Escape")
    page.mouse.up()
    expect(page.locator(".drag-preview")).to_have_count(0)


if __name__ == "__main__":
    main()
