"""Reports of browsers that the Content-Security-Policy kept something from a page.

A report says which page a person had open, so of each only two things are logged: the directive, and the origin of
what was blocked. Each pair is logged once an hour, and anyone can send reports, so a process logs only a few pairs.
"""

import json
import re
import time
from collections.abc import Iterator
from threading import Lock
from urllib.parse import urlsplit

from flask import Blueprint, Response, request
from flask.typing import ResponseReturnValue

from app.core.logs import log
from app.web.extensions import csrf
from app.web.security import REPORTS_PATH

bp = Blueprint("csp_reports", __name__)

MOST_BYTES = 16 * 1024
MOST_AT_ONCE = 10
HOUR = 3600
DIRECTIVE = re.compile(
    r"(default|script|style|img|font|connect|object|media|frame|child|worker|manifest)-src(-elem|-attr)?"
)
OTHER_DIRECTIVES = frozenset({"base-uri", "form-action", "frame-ancestors"})
HOST = re.compile(r"[a-z0-9.-]{1,80}(:\d{1,5})?")
WEB = frozenset({"http", "https", "ws", "wss"})
# What is blocked instead of a URL, and the schemes of what browser extensions add to pages.
WITHOUT_HOST = frozenset(
    {
        *("inline", "eval", "self", "wasm-eval", "data", "blob", "filesystem", "about"),
        *("chrome-extension", "moz-extension", "safari-extension", "safari-web-extension"),
    }
)
UNKNOWN = "other"


class Hour:
    """What this process has logged in the current hour."""

    def __init__(self, most: int = 20) -> None:
        self.most = most
        self._number = 0
        self._known: set[tuple[str, str]] = set()
        self._lock = Lock()

    def is_new(self, pair: tuple[str, str], *, at: float) -> bool:
        """Remember a pair at an instant in seconds, and return whether to log it."""
        number = int(at // HOUR)
        with self._lock:
            if number != self._number:
                self._number, self._known = number, set()
            if pair in self._known or len(self._known) >= self.most:
                return False
            self._known.add(pair)
            return True


_hour = Hour()


@bp.post(REPORTS_PATH)
def take() -> ResponseReturnValue:
    """Log what browsers report. The answer is always the same and empty."""
    if (request.content_length or 0) <= MOST_BYTES:
        request.max_content_length = MOST_BYTES
        for directive, blocked in reported(request.get_data(cache=False)):
            if _hour.is_new((directive, blocked), at=time.time()):
                log.warning("csp blocked", directive=directive, blocked=blocked)
    return Response(status=204, mimetype="text/plain")


csrf.exempt(take)  # browsers send reports without a token


def reported(body: bytes) -> Iterator[tuple[str, str]]:
    """Yield the directive and the blocked origin of each violation in a report of either format."""
    try:
        sent = json.loads(body)
    except (ValueError, RecursionError):
        return
    for report in (sent if isinstance(sent, list) else [sent])[:MOST_AT_ONCE]:
        if not isinstance(report, dict):
            continue
        found = report.get("body") or report.get("csp-report")
        if isinstance(found, dict):
            directive = (
                found.get("effectiveDirective") or found.get("effective-directive") or found.get("violated-directive")
            )
            yield directive_of(directive), origin_of(found.get("blockedURL") or found.get("blocked-uri"))


def directive_of(value: object) -> str:
    name = str(value or "").partition(" ")[0]
    return name if DIRECTIVE.fullmatch(name) or name in OTHER_DIRECTIVES else UNKNOWN


def origin_of(value: object) -> str:
    """Return the origin of a URL, or the word or scheme for what has none; never a path or a query."""
    try:
        parts = urlsplit(str(value or "").lower())
    except ValueError:
        return UNKNOWN
    if parts.scheme in WEB and HOST.fullmatch(parts.netloc):
        return f"{parts.scheme}://{parts.netloc}"
    word = parts.scheme or parts.path
    return word if word in WITHOUT_HOST else UNKNOWN
