"""Browser complaints during a journey: content policy violations, script errors and missing files."""

import re

from playwright.sync_api import BrowserContext, ConsoleMessage, Response, WebError

# Chromium logs this for every response of 400 and above. Error pages may be intended; _answer checks the rest.
STATUS = re.compile(r"Failed to load resource: the server responded with a status of \d+")


class Watch:
    """A listener to all pages of a browser context, from its start."""

    def __init__(self, context: BrowserContext) -> None:
        self.complaints: list[str] = []
        context.on("console", self._console)
        context.on("weberror", self._error)
        context.on("response", self._answer)

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"} and not STATUS.match(message.text):
            self.complaints.append(f"{message.location.get('url', '')}: {message.text}")

    def _error(self, error: WebError) -> None:
        self.complaints.append(f"script: {error.error}")

    def _answer(self, response: Response) -> None:
        """Record failed responses. A page may return a 4xx error; images, styles and scripts must not be missing."""
        is_page = response.request.resource_type in {"document", "fetch", "xhr"}
        if response.status >= 500 or (response.status >= 400 and not is_page):
            self.complaints.append(f"{response.request.method} {response.url}: {response.status}")
