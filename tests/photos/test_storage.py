"""What a place for pictures does, asked of a folder and of a real S3 server on this machine."""

import os
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from moto.server import ThreadedMotoServer

from app.errors import Unavailable
from app.photos.enums import Format
from app.photos.folder import FolderStore
from app.photos.s3 import S3Store, bucket_store
from app.photos.storage import PictureStore, original, rendition

KEY, OTHER = "a1" * 20, "b2" * 20
SMALL, LARGE = rendition(KEY, 400, Format.AVIF), rendition(KEY, 1600, Format.JPEG)
UPLOADED = original(OTHER)
SOON = timedelta(minutes=1)


@pytest.fixture(scope="module")
def endpoint() -> Iterator[str]:
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture
def environment(endpoint: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """As an operator sets it."""
    monkeypatch.setenv("AWS_ENDPOINT_URL_S3", endpoint)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "testing")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "testing")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-west-2")


@pytest.fixture
def bucket(environment: None) -> S3Store:
    store = bucket_store(f"pictures-{uuid4().hex}")
    store.client.create_bucket(Bucket=store.bucket, CreateBucketConfiguration={"LocationConstraint": "us-west-2"})
    return store


@pytest.fixture(params=["folder", "bucket"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> PictureStore:
    return FolderStore(tmp_path / "pictures") if request.param == "folder" else request.getfixturevalue("bucket")


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


def test_a_bucket_of_many_files_is_listed_whole(bucket: S3Store) -> None:
    saved = [rendition(f"{number:040x}", 400, Format.WEBP) for number in range(1005)]
    for name in saved:
        bucket.save(name, b"")
    assert names(bucket) == saved


def test_what_is_not_ours_in_a_bucket_is_left_alone(bucket: S3Store) -> None:
    for key in ("backup/database.dump", f"elsewhere/{SMALL}", "pictures/notes.txt"):
        bucket.client.put_object(Bucket=bucket.bucket, Key=key, Body=b"data")
    assert names(bucket) == []


def test_a_bucket_that_is_not_there_is_a_way_that_is_closed_for_now(environment: None) -> None:
    nowhere = bucket_store("nobody-has-this")
    for attempt in (lambda: nowhere.save(SMALL, b""), lambda: list(nowhere.saved_before(datetime.now(UTC)))):
        with pytest.raises(Unavailable, match="Try again in a minute"):
            attempt()


def test_a_server_that_does_not_answer_is_too(environment: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL_S3", "http://127.0.0.1:9")
    with pytest.raises(Unavailable, match="Try again in a minute"):
        bucket_store("pictures").open(SMALL)
