"""The compressed size of a first load of a page: its HTML, styles, scripts, icons and fonts, without photos."""

import json
from functools import cache

import brotli

from tests.assets.site import ROOT

DIST = ROOT / "static" / "dist"
BUDGET = 100 * 1024
EVERY_PAGE = ("app.css", "app.js", "icons.svg", "fraunces-latin-wght-normal.woff2", "figtree-latin-wght-normal.woff2")
WORK = "work.css"


def first_load(page: bytes) -> int:
    """Return the size in bytes of a first load of a page, compressed as in production."""
    own = (WORK,) if files()[WORK].encode() in page else ()
    return len(brotli.compress(page, quality=5)) + sum(compressed(name) for name in (*EVERY_PAGE, *own))


@cache
def files() -> dict[str, str]:
    """Return the names of the built files by their names in templates."""
    manifest: dict[str, dict[str, str]] = json.loads((DIST / "manifest.json").read_text())
    return manifest["files"]


@cache
def compressed(name: str) -> int:
    file = files()[name]
    path = DIST / f"{file}.br"
    return (path if path.exists() else DIST / file).stat().st_size
