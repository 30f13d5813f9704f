"""The interface for fetching an external calendar. A sandboxed HTTPS client implements it; only create_app selects
it."""

from dataclasses import dataclass
from typing import Protocol, cast

from flask import current_app

from app.core.errors import DomainError


class CannotFetch(DomainError):
    """The error for a URL whose content could not be fetched; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """The content of a response and its validators, so that the next request may return nothing."""

    content: bytes
    etag: str = ""
    last_modified: str = ""


class Fetcher(Protocol):
    def fetch(self, url: str, *, etag: str = "", last_modified: str = "") -> Fetched | None:
        """Return the content of a URL; None if it has not changed. Raises CannotFetch. Takes ten seconds at most; no
        transaction may be open during the call."""


def fetcher() -> Fetcher:
    """Return the fetcher of the running application."""
    return cast(Fetcher, current_app.extensions["calendars"])
