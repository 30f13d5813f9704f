"""The camera: a page in every width and theme, and small states combined into one image."""

from collections.abc import Iterator, Mapping
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import Locator, Page

SCREENS = Path("screens")
HEIGHTS = {390: 844, 1280: 900}
PHONE = 390
THEMES = ("light", "dark")
# Images load lazily, when they come near the viewport.
SCROLL = """async () => {
  for (let y = 0; y < document.body.scrollHeight; y += 500) {
    scrollTo(0, y);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  scrollTo(0, 0);
}"""


class Camera:
    def __init__(self) -> None:
        self.names: set[str] = set()
        self.states: dict[str, list[Image.Image]] = {}

    def visit(self, page: Page, paths: Mapping[str, str]) -> None:
        """Open each path and take it under its name."""
        for name, path in paths.items():
            open_page(page, path)
            self.take(page, name)

    def take(self, page: Page, name: str, *, reload: bool = True) -> None:
        """Save the page as it is, in every width and theme. Raises ValueError if the name is taken.

        Without `reload`, what was typed stays.
        """
        if name in self.names:
            raise ValueError(f"{name} is the name of two pictures")
        self.names.add(name)
        for shape in self.shapes(page, reload=reload):
            page.screenshot(path=SCREENS / f"{name}-{shape}.png", full_page=True)
        print(f"{name}: {page.title()}", flush=True)

    def note(self, part: Locator) -> None:
        """Add a state to the combined image."""
        for shape in self.shapes(part.page, reload=False):
            self.states.setdefault(shape, []).append(Image.open(BytesIO(part.screenshot())))

    def shapes(self, page: Page, *, reload: bool) -> Iterator[str]:
        """Set each width and theme in turn and yield its name.

        `reload` loads the page again at each width, because its scripts may look at the width only when it loads.
        """
        browser = page.context.new_cdp_session(page)
        for width, height in HEIGHTS.items():
            # On a phone, buttons are larger and nothing can be hovered over.
            browser.send("Emulation.setTouchEmulationEnabled", {"enabled": width == PHONE, "maxTouchPoints": 5})
            page.set_viewport_size({"width": width, "height": height})
            if reload:
                page.reload()
            page.evaluate(SCROLL)
            page.wait_for_load_state("networkidle")
            # As tall as the page, so that elements fixed to the bottom of the window cover nothing.
            page.set_viewport_size({"width": width, "height": max(height, page.evaluate("document.body.scrollHeight"))})
            for theme in THEMES:
                page.emulate_media(color_scheme=theme)  # type: ignore[arg-type]
                yield f"{width}-{theme}"

    def develop(self, name: str) -> None:
        """Save the combined image, with the states stacked vertically."""
        for shape, images in self.states.items():
            whole = Image.new("RGB", (images[0].width, sum(image.height for image in images)))
            top = 0
            for image in images:
                whole.paste(image, (0, top))
                top += image.height
            whole.save(SCREENS / f"{name}-{shape}.png")


def open_page(page: Page, path: str) -> None:
    """Go to a page. Raises LookupError if it isn't there, so that no picture shows an error page by mistake."""
    answer = page.goto(path)
    if answer is None or not answer.ok:
        raise LookupError(f"{path} answers {answer.status if answer else 'nothing'}")
