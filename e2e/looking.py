"""A check that a page is accessible and fits, on a phone and a desktop, in the light and dark themes."""

from pathlib import Path
from typing import Literal

from axe_playwright_python.sync_playwright import AxeResults
from playwright.sync_api import Page

AXE = (Path(__file__).parent.parent / "node_modules" / "axe-core" / "axe.min.js").read_text()
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# Each width and each theme once; both run all rules.
SHAPES: tuple[tuple[int, Literal["light", "dark"]], ...] = ((390, "light"), (1280, "dark"))

AT_REST = """() => document.readyState === "complete"
  && !document.querySelector("[aria-busy=true]")
  && document.getAnimations().every((animation) => animation.playState !== "running")"""
WIDER = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
RUN = "(rules) => axe.run({ runOnly: rules, resultTypes: ['violations'] })"


def look(page: Page) -> None:
    """Check that axe finds no violations and nothing is wider than the screen, on a phone and on a desktop.

    Leaves the page at the last width.
    """
    page.emulate_media(reduced_motion="reduce")  # colors are wrong halfway through a transition
    page.wait_for_function(AT_REST)
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE)
    for width, theme in SHAPES:
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=theme)
        wider = page.evaluate(WIDER)
        assert wider == 0, f"{page.url} is {wider} pixels too wide at {width}"
        found = AxeResults(page.evaluate(RUN, RULES))
        assert found.violations_count == 0, f"{page.url}, {width}, {theme}\n{found.generate_report()}"
    page.emulate_media(color_scheme="light")
