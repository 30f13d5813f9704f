"""Hands on the keyboard only: where the focus is, whether it is seen, and the way to somewhere by Tab."""

import re
from dataclasses import dataclass

from playwright.sync_api import Page, expect

FARTHEST = 120  # presses of Tab to anything on a page

# What has the focus: its words, and whether somebody who looks can tell. A radio or box may show it on its label.
FOCUSED = """() => {
  const it = document.activeElement;
  if (!it || it === document.body) return null;
  const words = it.getAttribute("aria-label") || it.labels?.[0]?.innerText || it.innerText || it.value || it.id;
  const rings = [it, it.closest("label"), it.closest("li"), it.closest("form")].filter(Boolean).some((part) => {
    const { outlineStyle, outlineWidth } = getComputedStyle(part);
    return outlineStyle !== "none" && parseFloat(outlineWidth) >= 2;
  });
  // The button in a date's or a time's field that opens the browser's calendar has the browser's own ring.
  const ringed = rings || (["date", "time"].includes(it.type) && !it.matches(":focus"));
  const { top, bottom, width } = it.getBoundingClientRect();
  const inside = bottom > 0 && top < innerHeight && width > 0;
  return { words: words.trim().replace(/\\s+/g, " "), tag: it.tagName.toLowerCase(), seen: ringed && inside };
}"""


@dataclass(frozen=True)
class Focus:
    words: str
    tag: str
    seen: bool


class Keyboard:
    def __init__(self, page: Page) -> None:
        self.page = page

    def focus(self) -> Focus:
        """Fails when nothing has it: whoever uses a keyboard would begin at the top of the page again."""
        found = self.page.evaluate(FOCUSED)
        assert found is not None, f"the focus is lost on {self.page.url}"
        return Focus(**found)

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def go_to(self, words: str, *, tag: str | None = None, back: bool = False) -> Focus:
        """Press Tab until what begins with these words has the focus; wherever it passes, it is seen."""
        passed: list[str] = []
        for _ in range(FARTHEST):
            self.press("Shift+Tab" if back else "Tab")
            here = self.page.evaluate(FOCUSED)
            if here is None:
                continue
            assert here["seen"], f"the focus is on “{here['words']}” ({self.page.url}), and nobody sees it"
            if re.match(words, here["words"]) and tag in {None, here["tag"]}:
                return Focus(**here)
            passed.append(here["words"][:30])
        raise AssertionError(f"Tab does not come to “{words}” on {self.page.url}, only to {passed}")

    def type(self, words: str) -> None:
        """In the place of what stood there."""
        self.press("ControlOrMeta+a")
        self.page.keyboard.type(words)

    def arrives(self, title: str) -> None:
        expect(self.page.get_by_role("heading", level=1)).to_have_text(title)
