"""A check that a page is accessible and fits, on a phone and a desktop."""

import json
from collections.abc import Sequence
from pathlib import Path

from playwright.sync_api import Page

from tests.sizes import THOROUGH

AXE = (Path(__file__).parent.parent / "node_modules" / "axe-core" / "axe.min.js").read_text()
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# What belongs to the look of a component, wherever it stands. These two take twice as long as all others together.
LOOKS = ["color-contrast", "target-size"]
PHONE, DESKTOP = 390, 1280

AT_REST = """() => document.readyState === "complete"
  && !document.querySelector("[aria-busy=true]")
  && document.getAnimations().every((animation) => animation.playState !== "running")"""
WIDER = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
# Returns only the violations: the whole report has as many lines again as the page has elements.
RUN = """async ({ runOnly, off }) => {
  const rules = Object.fromEntries(off.map((rule) => [rule, { enabled: false }]));
  const found = await axe.run({ runOnly, rules, resultTypes: ["violations"], preload: false });
  return found.violations.map(({ id, help, nodes }) => ({
    rule: id, help, at: nodes.map(({ target, failureSummary }) => [target.join(" "), failureSummary]),
  }));
}"""


def check_page(page: Page, *, with_looks: bool = THOROUGH) -> None:
    """Check that axe finds no violations on a phone, and nothing is wider than the screen there and on a desktop.

    With `with_looks`, check the size of buttons and links and the contrast of colors on the phone too. A thorough run
    also checks contrast in the dark theme, on the desktop. Afterwards the page has the size that it had before.
    """
    before = page.viewport_size
    if THOROUGH:  # other runs ask for less motion from the start
        page.emulate_media(reduced_motion="reduce")  # colors are wrong halfway through a transition
    page.wait_for_function(AT_REST)
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE)
    resize(page, PHONE)
    fits(page)
    no_violations(page, RULES, off=[] if with_looks else LOOKS)
    resize(page, DESKTOP)
    fits(page)
    if THOROUGH:
        page.emulate_media(color_scheme="dark")
        page.wait_for_function(AT_REST)
        no_violations(page, ["color-contrast"])
        page.emulate_media(color_scheme="light")
    if before is not None and before != page.viewport_size:
        page.set_viewport_size(before)


def resize(page: Page, width: int) -> None:
    """Give the page a width, unless it has it: each change of size lays out the page again."""
    if page.viewport_size is None or page.viewport_size["width"] != width:
        page.set_viewport_size({"width": width, "height": 900})


def check_on_phone(page: Page) -> None:
    """Check a page in a journey of both widths: its phone already checks both, so its desktop doesn't again."""
    assert page.viewport_size is not None
    if page.viewport_size["width"] <= PHONE:
        check_page(page)


def fits(page: Page) -> None:
    """Check that nothing is wider than the screen at its present width."""
    wider = page.evaluate(WIDER)
    assert wider == 0, f"{page.url} is {wider} pixels too wide at {page.viewport_size}"


def no_violations(page: Page, rules: list[str], *, off: Sequence[str] = ()) -> None:
    found = page.evaluate(RUN, {"runOnly": rules, "off": [*off]})
    assert found == [], f"{page.url}, {page.viewport_size}\n{json.dumps(found, indent=2)}"
