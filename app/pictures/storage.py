"""Where the files of pictures lie. A key is the hash of what a picture shows, so a file never changes."""

import os
import re
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Protocol, cast

from flask import current_app

KEY = re.compile(r"[0-9a-f]{40}")


class PictureStore(Protocol):
    def save(self, key: str, width: int, data: bytes) -> None:
        """Keep one rendition. Saving what is there already does nothing."""

    def open(self, key: str, width: int) -> BinaryIO:
        """Raises FileNotFoundError."""

    def delete(self, key: str) -> None:
        """Remove all renditions. The caller knows that no picture uses the key any more."""

    def url(self, key: str, width: int) -> str:
        """Where browsers get it, valid for good."""


def store() -> PictureStore:
    """The one that the application was started with."""
    return cast(PictureStore, current_app.extensions["pictures"])


@dataclass(frozen=True)
class FolderStore:
    """Files under `root`, spread over 256 folders, served by the view below `base_url`."""

    root: Path
    base_url: str = "/pictures"

    def save(self, key: str, width: int, data: bytes) -> None:
        path = self._path(key, width)
        if path.exists():
            return
        path.parent.mkdir(parents=True, exist_ok=True)
        # Written aside, then renamed: nobody ever reads half a picture, and two writers do no harm.
        with tempfile.NamedTemporaryFile(dir=path.parent, suffix=".part", delete=False) as part:
            part.write(data)
        os.chmod(part.name, 0o644)
        os.replace(part.name, path)

    def open(self, key: str, width: int) -> BinaryIO:
        return self._path(key, width).open("rb")

    def delete(self, key: str) -> None:
        for path in self._folder(key).glob(f"{key}-*.webp"):
            path.unlink(missing_ok=True)

    def url(self, key: str, width: int) -> str:
        return f"{self.base_url}/{key}-{width}.webp"

    def _path(self, key: str, width: int) -> Path:
        return self._folder(key) / f"{key}-{width:d}.webp"

    def _folder(self, key: str) -> Path:
        """Raises FileNotFoundError for what is no key, so that no name can lead out of the root."""
        if not KEY.fullmatch(key):
            raise FileNotFoundError(f"not a picture key: {key!r}")
        return self.root / key[:2]
