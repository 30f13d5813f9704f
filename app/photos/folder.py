"""Photo storage in a folder of this machine."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

from app.photos.storage import NAME, key_of

PART = ".part"


@dataclass(frozen=True)
class FolderStore:
    """Photo files under `root`, spread over 256 folders."""

    root: Path

    def save(self, name: str, data: bytes) -> None:
        path = self._path(name)
        with suppress(FileNotFoundError):
            os.utime(path)
            return
        path.parent.mkdir(parents=True, exist_ok=True)
        # Written to a temporary file, then renamed, so that no reader sees half a photo and two writers do no harm.
        with tempfile.NamedTemporaryFile(dir=path.parent, suffix=PART, delete=False) as part:
            part.write(data)
        os.chmod(part.name, 0o644)
        os.replace(part.name, path)

    def open(self, name: str) -> BinaryIO:
        return self._path(name).open("rb")

    def delete(self, name: str) -> None:
        self._path(name).unlink(missing_ok=True)

    def saved_before(self, moment: datetime) -> Iterator[str]:
        for folder in self.root.glob("[0-9a-f][0-9a-f]"):
            for file in os.scandir(folder):
                if datetime.fromtimestamp(file.stat().st_mtime, UTC) >= moment:
                    continue
                if NAME.fullmatch(file.name):
                    yield file.name
                elif file.name.endswith(PART):
                    # A process was killed while it wrote this file.
                    Path(file).unlink(missing_ok=True)

    def _path(self, name: str) -> Path:
        return self.root / key_of(name)[:2] / name
