"""Tests of every sample page in a browser: no overflow, no policy violation, and no issue that axe finds."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.assets.site import ROOT

SAMPLES = (
    "",
    "home",
    "search",
    "search-map",
    "venue",
    "times",
    "cart",
    "checkout",
    "confirmed",
    "bookings",
    "calendar-day",
)
AXE = Axe((ROOT / "node_modules" / "axe-core" / "axe.min.js").read_text())
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


@pytest.mark.parametrize(("width", "theme"), [(390, "light"), (1280, "dark")])
@pytest.mark.parametrize("sample", SAMPLES)
def test_sample_pages_fit_and_are_accessible(page: Page, address: str, sample: str, width: int, theme: str) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.context.add_cookies([{"name": "theme", "value": theme, "url": address}])
    page.goto(f"/_components/{sample}", wait_until="networkidle")
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") == 0
    found = AXE.run(page, options=RULES)
    assert found.violations_count == 0, found.generate_report()
