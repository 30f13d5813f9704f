"""A list of breached passwords over HTTP, by ranges of SHA-1 hashes, as Have I Been Pwned offers it.

Its API is described at https://haveibeenpwned.com/API/v3#PwnedPasswords
"""

from urllib.error import URLError
from urllib.request import HTTPRedirectHandler, Request, build_opener

from app.core.logs import log

SECONDS = 1.0
LARGEST = 256 * 1024  # bytes; a range has about 40,000


class _NoRedirects(HTTPRedirectHandler):
    """Refuses each redirect, so that a request goes to the address of the setting or nowhere."""

    def redirect_request(self, *_: object, **__: object) -> None:
        return None


_opener = build_opener(_NoRedirects)


class BreachRanges:
    """The list at `url`, such as https://api.pwnedpasswords.com/range."""

    def __init__(self, url: str, *, seconds: float = SECONDS) -> None:
        self._url, self._seconds = url.rstrip("/"), seconds

    def suffixes(self, prefix: str) -> frozenset[str]:
        """Return the suffixes that the list has with more than no uses. Padding has none."""
        request = Request(f"{self._url}/{prefix}", headers={"Add-Padding": "true"})  # noqa: S310  # a setting
        try:
            with _opener.open(request, timeout=self._seconds) as answer:
                lines = answer.read(LARGEST).decode("ascii", "replace").splitlines()
        except (URLError, OSError):
            log.warning("breach list does not answer")
            return frozenset()
        pairs = (line.strip().partition(":") for line in lines)
        return frozenset(suffix.upper() for suffix, _, number in pairs if number.strip("0"))
