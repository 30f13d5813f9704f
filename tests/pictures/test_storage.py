"""What a place for pictures does."""

import os
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from app.pictures.enums import Format
from app.pictures.folder import FolderStore
from app.pictures.storage import PictureStore, original, rendition

KEY, OTHER = "a1" * 20, "b2" * 20
SMALL, LARGE = rendition(KEY, 400, Format.AVIF), rendition(KEY, 1600, Format.JPEG)
UPLOADED = original(OTHER)
SOON = timedelta(minutes=1)


@pytest.fixture
def store(tmp_path: Path) -> PictureStore:
    return FolderStore(tmp_path / "pictures")


def read(store: PictureStore, name: str) -> bytes:
    with store.open(name) as file:
        return file.read()


def names(store: PictureStore, before: datetime | None = None) -> list[str]:
    return sorted(store.saved_before(before or datetime.now(UTC) + SOON))


def test_what_is_saved_can_be_read(store: PictureStore) -> None:
    store.save(SMALL, b"small")
    store.save(LARGE, b"large" * 100_000)
    assert (read(store, SMALL), read(store, LARGE)) == (b"small", b"large" * 100_000)
    assert names(store) == sorted([SMALL, LARGE])


def test_saving_twice_leaves_one_file(store: PictureStore) -> None:
    store.save(SMALL, b"the same")
    store.save(SMALL, b"the same")
    assert (names(store), read(store, SMALL)) == ([SMALL], b"the same")


def test_deleting_takes_one_file_and_no_other(store: PictureStore) -> None:
    for name in (SMALL, LARGE, UPLOADED):
        store.save(name, b"data")
    store.delete(SMALL)
    store.delete(SMALL)
    assert names(store) == sorted([LARGE, UPLOADED])
    with pytest.raises(FileNotFoundError):
        store.open(SMALL)


def test_what_is_young_is_told_from_what_is_old(store: PictureStore) -> None:
    store.save(SMALL, b"data")
    now = datetime.now(UTC)
    assert names(store, now - SOON) == []
    assert names(store, now + SOON) == [SMALL]


def test_an_empty_place_has_no_files(store: PictureStore) -> None:
    assert names(store) == []


BAD = ["", "../../etc/passwd", "a1", KEY, SMALL.upper(), f"{SMALL}/", f"{SMALL}\n", f"..%2f{SMALL}", f"{KEY}-400.png"]


@pytest.mark.parametrize("name", BAD)
def test_no_name_leads_anywhere_else(store: PictureStore, name: str) -> None:
    for attempt in (lambda: store.save(name, b"data"), lambda: store.open(name), lambda: store.delete(name)):
        with pytest.raises(FileNotFoundError):
            attempt()
    assert names(store) == []


def test_a_missing_picture_is_said_to_be_missing(store: PictureStore) -> None:
    with pytest.raises(FileNotFoundError):
        store.open(SMALL)


def test_saving_again_makes_a_file_young(tmp_path: Path) -> None:
    store = FolderStore(tmp_path)
    store.save(SMALL, b"data")
    (path,) = tmp_path.rglob(SMALL)
    long_ago = time.time() - 90_000
    os.utime(path, (long_ago, long_ago))
    yesterday = datetime.now(UTC) - timedelta(days=1)
    assert names(store, yesterday) == [SMALL]
    store.save(SMALL, b"data")
    assert names(store, yesterday) == []


def test_what_a_process_left_half_written_is_cleared_away_once_it_is_old(tmp_path: Path) -> None:
    store = FolderStore(tmp_path)
    store.save(SMALL, b"data")
    part = tmp_path / KEY[:2] / "half.part"
    part.write_bytes(b"ha")
    yesterday = datetime.now(UTC) - timedelta(days=1)
    assert (names(store, yesterday), part.exists()) == ([], True)
    os.utime(part, (time.time() - 90_000,) * 2)
    assert (names(store, yesterday), part.exists()) == ([], False)
