"""Keyboard-only use of a page: where the focus is, whether it is visible, and how to reach an element by Tab."""

import re
from dataclasses import dataclass

from playwright.sync_api import Page, expect

FARTHEST = 120  # presses of Tab to reach anything on a page
FIELDS = ("input", "select", "textarea")

# The focused element: its text and whether its focus is visible. A radio button or checkbox may show it on its label.
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
        """Return the focused element. Fails if there is none, because Tab would start over at the top of the page."""
        found = self.page.evaluate(FOCUSED)
        assert found is not None, f"the focus is lost on {self.page.url}"
        return Focus(**found)

    def is_at(self, words: str) -> bool:
        """Return whether the focused element matches `words`, such as a field that takes the focus at once."""
        here = self.page.evaluate(FOCUSED)
        return here is not None and re.match(words, here["words"]) is not None

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def go_to(self, words: str, *tags: str, back: bool = False) -> Focus:
        """Press Tab until the focused element's text matches `words`, and it has one of `tags` if any are given.

        Fails if the focus is invisible on the way.
        """
        passed: list[str] = []
        for _ in range(FARTHEST):
            self.press("Shift+Tab" if back else "Tab")
            here = self.page.evaluate(FOCUSED)
            if here is None:
                continue
            assert here["seen"], f"the focus is on “{here['words']}” ({self.page.url}), and nobody sees it"
            if re.match(words, here["words"]) and (not tags or here["tag"] in tags):
                return Focus(**here)
            passed.append(here["words"][:30])
        raise AssertionError(f"Tab does not come to “{words}” on {self.page.url}, only to {passed}")

    def type(self, words: str) -> None:
        """Replace the text of the focused field."""
        self.press("ControlOrMeta+a")
        self.page.keyboard.type(words)

    def arrives(self, title: str) -> None:
        expect(self.page.get_by_role("heading", level=1)).to_have_text(title)
