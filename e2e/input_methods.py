"""Two ways to use a page: by pointing or by keyboard alone. Journeys written in these terms run both ways.

Text arguments are regular expressions that match the start of a button, link or field name.
"""

import re
from datetime import date, time
from typing import Protocol

from playwright.sync_api import Locator, Page, expect

from e2e.keyboard import FIELDS, Keyboard


class Hands(Protocol):
    page: Page

    def press(self, words: str) -> None:
        """Press a button or a link."""

    def write(self, field: str, words: str) -> None: ...

    def set_day(self, field: str, day: date) -> None: ...

    def set_time(self, field: str, at: time) -> None: ...

    def tick(self, box: str) -> None: ...

    def pick(self, option: str) -> None:
        """Choose one of several radio buttons."""

    def select(self, field: str, option: str) -> None: ...


class Fingers:
    """Touch or mouse, with scripts and without."""

    def __init__(self, page: Page) -> None:
        self.page = page

    @property
    def _front(self) -> Locator:
        """Return the page, or the dialog open over it."""
        sheet = self.page.locator("dialog[open]")
        return sheet if sheet.count() else self.page.locator("body")

    def press(self, words: str) -> None:
        name = re.compile(f"^{words}")
        self._front.get_by_role("button", name=name).or_(self._front.get_by_role("link", name=name)).first.click()

    def write(self, field: str, words: str) -> None:
        self._front.get_by_label(re.compile(f"^{field}")).fill(words)

    def set_day(self, field: str, day: date) -> None:
        self.write(field, f"{day:%Y-%m-%d}")

    def set_time(self, field: str, at: time) -> None:
        self.write(field, f"{at:%H:%M}")

    def tick(self, box: str) -> None:
        self._front.get_by_label(re.compile(rf"^\s*{box}")).check()

    def pick(self, option: str) -> None:
        self.tick(option)

    def select(self, field: str, option: str) -> None:
        self._front.get_by_label(re.compile(f"^{field}")).select_option(label=option)


class InMain(Fingers):
    """The same steps by mouse or touch, on the main part of the page: its header also has a link to log in."""

    @property
    def _front(self) -> Locator:
        return self.page.get_by_role("main")


class Keys:
    """Keyboard alone: Tab to each element."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self._keyboard = Keyboard(page)

    def press(self, words: str) -> None:
        self._keyboard.go_to(words)
        self._keyboard.press("Enter")

    def write(self, field: str, words: str) -> None:
        # A field may take the focus by itself a moment after the page has loaded. Then Tab starts behind it, and a link
        # may come first whose text begins like the field's label.
        if not self._keyboard.is_at(field):
            self._keyboard.go_to(field, *FIELDS)
        self._keyboard.type(words)

    def set_day(self, field: str, day: date) -> None:
        self._fill_parts(field, f"{day:%m%d%Y}")

    def set_time(self, field: str, at: time) -> None:
        self._fill_parts(field, f"{at:%I%M%p}")

    def _fill_parts(self, field: str, parts: str) -> None:
        """Fill the browser's own field from its first part. The focus advances when a part is full."""
        self._keyboard.go_to(field, *FIELDS)
        self._keyboard.press("ArrowLeft", "ArrowLeft")
        self.page.keyboard.type(parts)

    def tick(self, box: str) -> None:
        self._keyboard.go_to(box, *FIELDS)
        self._keyboard.press("Space")
        expect(self.page.locator(":focus")).to_be_checked()

    def pick(self, option: str) -> None:
        """Tab to the group, which stops at its checked button or its first one, and press Down until `option`."""
        found = self.page.get_by_role("radio", name=re.compile(rf"^\s*{option}"))
        group = f"input[type=radio][name={found.get_attribute('name')}]"
        while not self.page.evaluate("(group) => document.activeElement.matches(group)", group):
            self._keyboard.go_to("", "input")
        while not found.is_checked():
            self._keyboard.press("ArrowDown")

    def select(self, field: str, option: str) -> None:
        self._keyboard.go_to(field, "select")
        self.page.keyboard.type(option)
        expect(self.page.locator(":focus option:checked")).to_have_text(option)
