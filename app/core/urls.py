"""Addresses within this site."""

from urllib.parse import urlsplit


def local_path(path: str | None) -> str | None:
    """Return `path` if it is an address within this site, beginning with a slash; otherwise None.

    Browsers read a backslash as a slash and drop tabs and line breaks, which turns /\\evil.example and
    /<tab>/evil.example into addresses of other sites, so both are refused.
    """
    if not path or not path.startswith("/") or path.startswith("//"):
        return None
    if "\\" in path or any(ord(letter) <= 32 or ord(letter) == 127 for letter in path):
        return None
    try:
        parts = urlsplit(path)
    except ValueError:
        return None
    return None if parts.scheme or parts.netloc else path
