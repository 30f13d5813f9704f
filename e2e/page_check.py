"""A check that a page is accessible and fits, on a phone and a desktop, in the light and dark themes."""

import json
from pathlib import Path

from playwright.sync_api import Page

AXE = (Path(__file__).parent.parent / "node_modules" / "axe-core" / "axe.min.js").read_text()
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
PHONE, DESKTOP = 390, 1280

AT_REST = """() => document.readyState === "complete"
  && !document.querySelector("[aria-busy=true]")
  && document.getAnimations().every((animation) => animation.playState !== "running")"""
WIDER = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
# Returns only the violations: the whole report has as many lines again as the page has elements.
RUN = """async (rules) => {
  const found = await axe.run({ runOnly: rules, resultTypes: ["violations"], preload: false });
  return found.violations.map(({ id, help, nodes }) => ({
    rule: id, help, at: nodes.map(({ target, failureSummary }) => [target.join(" "), failureSummary]),
  }));
}"""


def check_page(page: Page) -> None:
    """Check that axe finds no violations and nothing is wider than the screen, on a phone and on a desktop.

    All rules run on the phone in the light theme. The desktop is in the dark theme, which changes only colors, so only
    their contrast is checked there. Afterwards the page has the width that it had before.
    """
    before = page.viewport_size
    page.emulate_media(reduced_motion="reduce")  # colors are wrong halfway through a transition
    page.wait_for_function(AT_REST)
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE)
    page.set_viewport_size({"width": PHONE, "height": 900})
    fits(page)
    no_violations(page, RULES)
    page.set_viewport_size({"width": DESKTOP, "height": 900})
    page.emulate_media(color_scheme="dark")
    page.wait_for_function(AT_REST)
    fits(page)
    no_violations(page, ["color-contrast"])
    page.emulate_media(color_scheme="light")
    if before is not None:
        page.set_viewport_size(before)


def check_on_phone(page: Page) -> None:
    """Check a page in a journey of both widths: its phone already checks both, so its desktop doesn't again."""
    assert page.viewport_size is not None
    if page.viewport_size["width"] <= PHONE:
        check_page(page)


def fits(page: Page) -> None:
    """Check that nothing is wider than the screen at its present width."""
    wider = page.evaluate(WIDER)
    assert wider == 0, f"{page.url} is {wider} pixels too wide at {page.viewport_size}"


def no_violations(page: Page, rules: list[str]) -> None:
    found = page.evaluate(RUN, rules)
    assert found == [], f"{page.url}, {page.viewport_size}\n{json.dumps(found, indent=2)}"
