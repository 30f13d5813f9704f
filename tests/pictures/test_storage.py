from pathlib import Path

import pytest

from app.pictures.storage import FolderStore

KEY, OTHER = "a1" * 20, "b2" * 20


@pytest.fixture
def store(tmp_path: Path) -> FolderStore:
    return FolderStore(tmp_path / "pictures", base_url="/pictures")


def read(store: FolderStore, key: str, width: int) -> bytes:
    with store.open(key, width) as file:
        return file.read()


def test_what_is_saved_can_be_read(store: FolderStore) -> None:
    store.save(KEY, 400, b"small")
    store.save(KEY, 800, b"large")
    assert (read(store, KEY, 400), read(store, KEY, 800)) == (b"small", b"large")
    assert store.url(KEY, 800) == f"/pictures/{KEY}-800.webp"


def test_equal_content_is_stored_once_and_leaves_nothing_beside_it(store: FolderStore) -> None:
    store.save(KEY, 400, b"the same")
    before = next(store.root.rglob("*.webp")).stat().st_mtime_ns
    store.save(KEY, 400, b"the same")
    assert [(path.name, path.stat().st_mtime_ns) for path in store.root.rglob("*.*")] == [(f"{KEY}-400.webp", before)]


def test_deleting_takes_all_widths_of_that_picture_only(store: FolderStore) -> None:
    for key, width in ((KEY, 400), (KEY, 800), (OTHER, 400)):
        store.save(key, width, b"data")
    store.delete(KEY)
    store.delete(KEY)
    assert [path.name for path in store.root.rglob("*.webp")] == [f"{OTHER}-400.webp"]


@pytest.mark.parametrize("key", ["", "../../etc/passwd", "a1", KEY.upper(), KEY + "/", f"{KEY}\n", "..%2f" + KEY])
def test_no_name_leads_out_of_the_folder(store: FolderStore, key: str) -> None:
    with pytest.raises(FileNotFoundError):
        store.save(key, 400, b"data")
    with pytest.raises(FileNotFoundError):
        store.open(key, 400)
    with pytest.raises(FileNotFoundError):
        store.delete(key)


def test_a_missing_picture_is_said_to_be_missing(store: FolderStore) -> None:
    with pytest.raises(FileNotFoundError):
        store.open(KEY, 400)
