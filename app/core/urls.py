"""Addresses within this site."""

from urllib.parse import urlsplit


def local_path(asked: str | None) -> str | None:
    """Return `asked` if it is an address within this site, beginning with a slash; otherwise None.

    Browsers read a backslash as a slash and drop tabs and line breaks, which turns /\\evil.example and
    /<tab>/evil.example into addresses of other sites, so both are refused.
    """
    if not asked or not asked.startswith("/") or asked.startswith("//"):
        return None
    if "\\" in asked or any(ord(letter) <= 32 or ord(letter) == 127 for letter in asked):
        return None
    try:
        parts = urlsplit(asked)
    except ValueError:
        return None
    return None if parts.scheme or parts.netloc else asked
