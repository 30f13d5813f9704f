"""The demo data of a run: `python -m e2e.demo_data FOLDER` builds it, while the tests that need no browser run."""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from app.core import clock
from app.demo.scale import Scale
from e2e.guest import PORTLAND
from scripts.child import end_with_parent
from scripts.stack import fill
from tests import database

FOLDER = "COZYWISH_TEST_DEMO"  # the variable that tells parallel workers where it is
TEMPLATE = "e2e_demo"
BUILT_WITHIN = 600.0  # seconds, because machines that run tests are busy
# Journeys start at this Portland time, so that none depends on the hour at which it runs. JOURNEYS_AT chooses another
# time, such as a Saturday night.
BEGINS = datetime.fromisoformat(os.environ.get("JOURNEYS_AT", "2026-05-13 12:00")).replace(tzinfo=PORTLAND)
# The flagship venue and a few of its neighbors in Portland, among them a hair salon and a sauna.
SMALL = Scale(venues=16, days=3, past=3, photo_width=240)


@dataclass(frozen=True)
class Builder:
    """The process that builds the data, in a temporary folder with its output."""

    process: subprocess.Popen[bytes]
    folder: Path

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)
        del os.environ[FOLDER]


def start_building() -> Builder:
    """Start to build the data, on the database server of this run."""
    folder = Path(tempfile.mkdtemp(prefix="cozywish-demo-"))
    os.environ[FOLDER] = str(folder)
    with _log(folder).open("wb") as log:
        command = (sys.executable, "-m", "e2e.demo_data", str(folder))
        process = subprocess.Popen(command, stdout=log, stderr=log, preexec_fn=end_with_parent)  # noqa: PLW1509
    return Builder(process, folder)


def built() -> Path:
    """Wait until the data is built, and return the folder of its photos. Raises RuntimeError if that fails."""
    folder = Path(os.environ[FOLDER])
    deadline = time.monotonic() + BUILT_WITHIN
    while not _done(folder).exists():
        if _failed(folder).exists() or time.monotonic() > deadline:
            raise RuntimeError(f"the demo data was not built:\n{_log(folder).read_text(errors='replace')[-3000:]}")
        time.sleep(0.1)
    return photos(folder)


def photos(folder: Path) -> Path:
    return folder / "photos"


def _log(folder: Path) -> Path:
    return folder / "demo.log"


def _done(folder: Path) -> Path:
    return folder / "done"


def _failed(folder: Path) -> Path:
    return folder / "failed"


def main() -> None:
    folder = Path(sys.argv[1])
    try:
        demo = database.prepared(TEMPLATE)
        with clock.pinned(BEGINS):
            fill(database.as_owner(demo), application_url=demo, photos=photos(folder), say=print, scale=SMALL)
    except BaseException:
        _failed(folder).touch()
        raise
    _done(folder).touch()


if __name__ == "__main__":
    main()
