"""Tests for the files that the build writes, and for the size of a first page load."""

import json
import re
import zlib
from pathlib import Path

import brotli
from flask.testing import FlaskClient

from tests.assets.site import ROOT
from tests.assets.weight import BUDGET, DIST, WORK, files, first_load


def test_file_names_contain_a_hash_so_that_browsers_can_cache_them() -> None:
    assert all(re.search(r"-[0-9A-Z]{8}\.\w+$", name) for name in files().values())


def test_text_files_are_compressed_by_the_build() -> None:
    for name in (files()[logical] for logical in ("app.css", "app.js", "work.css", "icons.svg", "states.json")):
        content = (DIST / name).read_bytes()
        assert brotli.decompress((DIST / f"{name}.br").read_bytes()) == content
        assert zlib.decompress((DIST / f"{name}.gz").read_bytes(), wbits=31) == content


def test_the_folder_has_only_files_of_this_build() -> None:
    kept = {"manifest.json", *files().values()}
    pieces = {name for name in names(DIST) if name not in kept}
    # Files without a name in the manifest are pieces that a script or a style sheet loads itself.
    scripts = "map|search-map|compare-venues|password-strength|estimate-strength|chunk"
    own = rf"{scripts}|layers|layers-2x|marker-icon|counties-\d\d"
    assert all(re.match(rf"({own})-[0-9A-Z]{{8}}\.(js|png|json)$", name) for name in pieces)


def names(folder: Path) -> set[str]:
    return {path.name.removesuffix(".gz").removesuffix(".br") for path in folder.iterdir()}


def test_a_first_load_of_a_page_with_every_component_stays_within_the_budget(visitor: FlaskClient) -> None:
    page = visitor.get("/_components/").data
    assert files()[WORK].encode() in page
    assert first_load(page) < BUDGET


def test_guests_do_not_load_the_calendar_grid() -> None:
    assert ".span-288" in (DIST / files()["work.css"]).read_text()
    assert ".span-" not in (DIST / files()["app.css"]).read_text()


def test_the_npm_lock_file_names_no_registry() -> None:
    lock = json.loads((ROOT / "package-lock.json").read_text())
    assert [name for name, package in lock["packages"].items() if "resolved" in package] == []


def test_every_icon_in_a_template_is_in_the_sprite() -> None:
    sprite = set(json.loads((ROOT / "static" / "src" / "icons.json").read_text()))
    templates = "".join(path.read_text() for path in (ROOT / "templates").rglob("*.html"))
    used = set(re.findall(r"""\bicon(?:_name)?(?:\(|=)["']([\w-]+)["']""", templates))
    assert used <= sprite
