"""A page as everybody may see it: on a phone and on a desk, by day and by night."""

from pathlib import Path
from typing import Literal

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

AXE = Axe((Path(__file__).parent.parent / "node_modules" / "axe-core" / "axe.min.js").read_text())
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
WIDTHS = (390, 1280)
# Whatever is not about color is the same in both.
THEMES: tuple[tuple[Literal["light", "dark"], list[str]], ...] = (("light", RULES), ("dark", ["color-contrast"]))


def look(page: Page) -> None:
    """Nothing that axe finds, nothing wider than the screen, in any of the four."""
    page.wait_for_load_state("networkidle")
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        wider = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wider == 0, f"{page.url} is {wider} pixels too wide at {width}"
        for theme, rules in THEMES:
            page.emulate_media(color_scheme=theme)
            found = AXE.run(page, options={"runOnly": rules, "resultTypes": ["violations"]})
            assert found.violations_count == 0, f"{page.url}, {width}, {theme}\n{found.generate_report()}"
    page.emulate_media(color_scheme="light")
