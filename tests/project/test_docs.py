"""Tests that the docs link only to photos and files that exist, and that all screenshots are used."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image

from tools.readme_pictures import CHOSEN, FOLDER, PHONE, SHOWN

ROOT = Path(__file__).resolve().parents[2]
TEXTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
# Code holds no links. LINK matches [words](target) and ![words](target); text after a space is the link's title.
CODE = re.compile(r"```.*?```|`[^`\n]*`", re.DOTALL)
LINK = re.compile(r"(?P<picture>!?)\[(?P<words>[^\]]*)\]\((?P<target>[^)\s]+)[^)]*\)")


def links(text: Path) -> Iterator[tuple[str, Path, bool]]:
    """Yield the text, file, and whether it is an image, for each link to a file of this project."""
    for found in LINK.finditer(CODE.sub("", text.read_text())):
        target = found["target"].partition("#")[0]
        if target and "://" not in target and not target.startswith("mailto:"):
            yield found["words"], (text.parent / target).resolve(), bool(found["picture"])


def shown() -> set[Path]:
    return {file for text in TEXTS for _, file, is_picture in links(text) if is_picture}


@pytest.mark.parametrize("text", TEXTS, ids=lambda text: str(text.relative_to(ROOT)))
def test_every_file_and_image_that_the_docs_link_to_exists(text: Path) -> None:
    missing = [str(file.relative_to(ROOT)) for _, file, _ in links(text) if not file.exists()]
    assert not missing, "make readme-pictures makes the pictures that are named in tools/readme_pictures.py"


def test_every_image_has_alt_text() -> None:
    silent = [file.name for text in TEXTS for words, file, is_picture in links(text) if is_picture and not words]
    assert not silent


def test_every_screenshot_exists_and_is_shown() -> None:
    there = {file.stem for file in (ROOT / FOLDER).iterdir()}
    assert there == {*CHOSEN, *PHONE}
    assert {ROOT / FOLDER / f"{name}.webp" for name in there} <= shown()


@pytest.mark.parametrize("name", [*CHOSEN, *PHONE])
def test_screenshots_have_the_set_size_and_are_small_enough_for_phones(name: str) -> None:
    file = ROOT / FOLDER / f"{name}.webp"
    with Image.open(file) as picture:
        assert picture.size == SHOWN
    assert file.stat().st_size < 120_000


def test_links_to_missing_files_are_found(tmp_path: Path) -> None:
    (tmp_path / "there.webp").touch()
    text = tmp_path / "guide.md"
    text.write_text('![A day](there.webp) ![A week](gone.webp "Week") [Rules](rules.md#late) [Help](https://a.test/b)')
    assert [(words, file.name, is_picture, file.exists()) for words, file, is_picture in links(text)] == [
        ("A day", "there.webp", True, True),
        ("A week", "gone.webp", True, False),
        ("Rules", "rules.md", False, False),
    ]
