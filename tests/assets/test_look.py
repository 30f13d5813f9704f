"""Tests of the page with every component in a browser: no overflow, no policy violation, and nothing that axe finds.

The pages of the application have the same tests in `e2e/test_pages.py`.
"""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.assets.site import ROOT

AXE = Axe((ROOT / "node_modules" / "axe-core" / "axe.min.js").read_text())
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


@pytest.mark.parametrize(("width", "theme"), [(390, "light"), (1280, "dark")])
def test_components_fit_and_are_accessible(page: Page, address: str, width: int, theme: str) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.context.add_cookies([{"name": "theme", "value": theme, "url": address}])
    page.goto("/_components/", wait_until="load")
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") == 0
    found = AXE.run(page, options=RULES)
    assert found.violations_count == 0, found.generate_report()
