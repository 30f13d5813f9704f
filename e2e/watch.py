"""Browser complaints during a journey: content policy violations, script errors and missing files."""

import re
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, ConsoleMessage, WebError

# Chromium logs this for every response of 400 and above, with the address of what it asked for.
FAILED = re.compile(r"Failed to load resource: the server responded with a status of (\d+)")
FILES = (".css", ".ico", ".jpg", ".js", ".json", ".png", ".svg", ".webmanifest", ".webp", ".woff2")


class Watch:
    """A listener to all pages of a browser context, from its start.

    It reads what Chromium logs about responses: listening to the responses themselves would send each through
    Playwright to this process.
    """

    def __init__(self, context: BrowserContext) -> None:
        self.complaints: list[str] = []
        context.on("console", self._console)
        context.on("weberror", self._error)

    def _console(self, message: ConsoleMessage) -> None:
        """Record errors and warnings. A page may return a 4xx error; images, styles and scripts must not be missing."""
        if message.type not in {"error", "warning"}:
            return
        url, failed = message.location.get("url", ""), FAILED.match(message.text)
        if failed is None or int(failed[1]) >= 500 or urlsplit(url).path.endswith(FILES):
            self.complaints.append(f"{url}: {message.text}")

    def _error(self, error: WebError) -> None:
        self.complaints.append(f"script: {error.error}")
