"""What a browser complains of while somebody goes through pages: a broken policy, a script, a missing file."""

import re

from playwright.sync_api import BrowserContext, ConsoleMessage, Response, WebError

# Chromium says this of every answer of 400 and above. Errors that a journey wants are pages; the rest is asked below.
STATUS = re.compile(r"Failed to load resource: the server responded with a status of \d+")


class Watch:
    """Listens to all pages of a context, from its beginning on."""

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
        """A page may say that something is wrong; a picture, a style or a script must not be missing."""
        is_page = response.request.resource_type in {"document", "fetch", "xhr"}
        if response.status >= 500 or (response.status >= 400 and not is_page):
            self.complaints.append(f"{response.request.method} {response.url}: {response.status}")
