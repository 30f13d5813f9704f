"""How somebody else's calendar is fetched. A sandboxed HTTPS client stands behind it; only create_app says so."""

from dataclasses import dataclass
from typing import Protocol, cast

from flask import current_app

from app.errors import DomainError


class CannotFetch(DomainError):
    """What is at the address could not be had; the message says why, and what to do."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """What was sent, and what the server said of it, so that asking again may cost nothing."""

    content: bytes
    etag: str = ""
    last_modified: str = ""


class Fetcher(Protocol):
    def fetch(self, url: str, *, etag: str = "", last_modified: str = "") -> Fetched | None:
        """What is at an address; None when it is what it was. Raises CannotFetch. Takes ten seconds at most, and no
        transaction may be open meanwhile."""


def fetcher() -> Fetcher:
    """The running application's."""
    return cast(Fetcher, current_app.extensions["calendars"])
