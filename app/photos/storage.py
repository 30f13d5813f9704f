"""The interface of photo stores, and the names of their files.

A file never changes under its name. The renditions of a photo are named by the hash of its content, an uploaded file by
a random key that only its row knows; uploaded files are never served.
"""

import re
from collections.abc import Iterator
from datetime import datetime
from typing import BinaryIO, Protocol, cast

from flask import current_app

from app.photos.enums import Format

NAME = re.compile(r"([0-9a-f]{40})(?:-[1-9][0-9]{0,3}\.(?:avif|webp|jpg)|\.original)")


class PhotoStore(Protocol):
    """A store of photo files.

    Each method raises FileNotFoundError for an invalid name, so that no name can lead elsewhere.
    """

    def save(self, name: str, data: bytes) -> None:
        """Save a whole file or nothing. Saving a file that exists renews its date."""

    def open(self, name: str) -> BinaryIO:
        """Open a file. Raises FileNotFoundError."""

    def delete(self, name: str) -> None:
        """Delete a file that the caller knows is unused. A missing file is no error."""

    def saved_before(self, moment: datetime) -> Iterator[str]:
        """List the names of files saved before an aware instant, in no particular order."""


def store() -> PhotoStore:
    """Return the store that the application was started with."""
    return cast(PhotoStore, current_app.extensions["photos"])


def rendition(key: str, width: int, format: Format) -> str:
    """Return the name of the file that browsers get."""
    return f"{key}-{width}.{format}"


def original(key: str) -> str:
    """Return the name of the uploaded file, which exists until its photo is processed."""
    return f"{key}.original"


def key_of(name: str) -> str:
    """Return the key in a file's name. Raises FileNotFoundError for an invalid name."""
    match = NAME.fullmatch(name)
    if match is None:
        raise FileNotFoundError(f"not the name of a photo’s file: {name!r}")
    return match[1]
