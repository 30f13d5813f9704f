"""Where the files of pictures lie: what any such place can do, and how files are called.

A file never changes under its name. The renditions of a picture are called by the hash of what they show, an uploaded
file by a random key that only its row knows; nobody is served the latter.
"""

import re
from collections.abc import Iterator
from datetime import datetime
from typing import BinaryIO, Protocol, cast

from flask import current_app

from app.photos.enums import Format

NAME = re.compile(r"([0-9a-f]{40})(?:-[1-9][0-9]{0,3}\.(?:avif|webp|jpg)|\.original)")


class PictureStore(Protocol):
    """Each raises FileNotFoundError for what is no name of ours, so that no name can lead anywhere else."""

    def save(self, name: str, data: bytes) -> None:
        """Keep a file whole or not at all. Saving what is there already makes it young again."""

    def open(self, name: str) -> BinaryIO:
        """Raises FileNotFoundError."""

    def delete(self, name: str) -> None:
        """The caller knows that nobody uses it any more. What is not there is no error."""

    def saved_before(self, moment: datetime) -> Iterator[str]:
        """Names of the files that were saved before an aware instant, in no order."""


def store() -> PictureStore:
    """The one that the application was started with."""
    return cast(PictureStore, current_app.extensions["pictures"])


def rendition(key: str, width: int, format: Format) -> str:
    """The name of the file that browsers get."""
    return f"{key}-{width}.{format}"


def original(key: str) -> str:
    """The name of the file as it was uploaded, until its picture is made."""
    return f"{key}.original"


def key_of(name: str) -> str:
    """Raises FileNotFoundError for what is no name of ours."""
    match = NAME.fullmatch(name)
    if match is None:
        raise FileNotFoundError(f"not the name of a picture’s file: {name!r}")
    return match[1]
