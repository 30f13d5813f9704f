"""Photo stores: the same tests for a folder and for a real S3 server on this machine."""

import os
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from moto.server import ThreadedMotoServer

from app.core.errors import Unavailable
from app.photos.enums import Format
from app.photos.folder import FolderStore
from app.photos.s3 import S3Store, bucket_store
from app.photos.storage import PhotoStore, original, rendition

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
    """Set the environment as an operator would."""
    monkeypatch.setenv("AWS_ENDPOINT_URL_S3", endpoint)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "testing")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "testing")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-west-2")


@pytest.fixture
def bucket(environment: None) -> S3Store:
    store = bucket_store(f"photos-{uuid4().hex}")
    store.client.create_bucket(Bucket=store.bucket, CreateBucketConfiguration={"LocationConstraint": "us-west-2"})
    return store


@pytest.fixture(params=["folder", "bucket"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> PhotoStore:
    return FolderStore(tmp_path / "photos") if request.param == "folder" else request.getfixturevalue("bucket")


def read(store: PhotoStore, name: str) -> bytes:
    with store.open(name) as file:
        return file.read()


def names(store: PhotoStore, before: datetime | None = None) -> list[str]:
    return sorted(store.saved_before(before or datetime.now(UTC) + SOON))


def test_saved_files_can_be_read(store: PhotoStore) -> None:
    store.save(SMALL, b"small")
    store.save(LARGE, b"large" * 100_000)
    assert (read(store, SMALL), read(store, LARGE)) == (b"small", b"large" * 100_000)
    assert names(store) == sorted([SMALL, LARGE])


def test_saving_a_file_twice_leaves_one_file(store: PhotoStore) -> None:
    store.save(SMALL, b"the same")
    store.save(SMALL, b"the same")
    assert (names(store), read(store, SMALL)) == ([SMALL], b"the same")


def test_deleting_a_file_leaves_the_others(store: PhotoStore) -> None:
    for name in (SMALL, LARGE, UPLOADED):
        store.save(name, b"data")
    store.delete(SMALL)
    store.delete(SMALL)
    assert names(store) == sorted([LARGE, UPLOADED])
    with pytest.raises(FileNotFoundError):
        store.open(SMALL)


def test_files_are_listed_only_if_saved_before_the_given_time(store: PhotoStore) -> None:
    store.save(SMALL, b"data")
    now = datetime.now(UTC)
    assert names(store, now - SOON) == []
    assert names(store, now + SOON) == [SMALL]


def test_empty_store_lists_no_files(store: PhotoStore) -> None:
    assert names(store) == []


BAD = ["", "../../etc/passwd", "a1", KEY, SMALL.upper(), f"{SMALL}/", f"{SMALL}\n", f"..%2f{SMALL}", f"{KEY}-400.png"]


@pytest.mark.parametrize("name", BAD)
def test_invalid_names_are_refused_and_reach_no_file(store: PhotoStore, name: str) -> None:
    for attempt in (lambda: store.save(name, b"data"), lambda: store.open(name), lambda: store.delete(name)):
        with pytest.raises(FileNotFoundError):
            attempt()
    assert names(store) == []


def test_opening_a_missing_file_raises_file_not_found(store: PhotoStore) -> None:
    with pytest.raises(FileNotFoundError):
        store.open(SMALL)


def test_saving_a_file_again_renews_its_date(tmp_path: Path) -> None:
    store = FolderStore(tmp_path)
    store.save(SMALL, b"data")
    (path,) = tmp_path.rglob(SMALL)
    long_ago = time.time() - 90_000
    os.utime(path, (long_ago, long_ago))
    yesterday = datetime.now(UTC) - timedelta(days=1)
    assert names(store, yesterday) == [SMALL]
    store.save(SMALL, b"data")
    assert names(store, yesterday) == []


def test_partial_file_of_a_killed_process_is_removed_once_it_is_old(tmp_path: Path) -> None:
    store = FolderStore(tmp_path)
    store.save(SMALL, b"data")
    part = tmp_path / KEY[:2] / "half.part"
    part.write_bytes(b"ha")
    yesterday = datetime.now(UTC) - timedelta(days=1)
    assert (names(store, yesterday), part.exists()) == ([], True)
    os.utime(part, (time.time() - 90_000,) * 2)
    assert (names(store, yesterday), part.exists()) == ([], False)


def test_bucket_with_more_files_than_one_answer_lists_is_listed_completely(
    bucket: S3Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MOTO_S3_DEFAULT_MAX_KEYS", "10")  # S3 lists 1,000
    saved = [rendition(f"{number:040x}", 400, Format.WEBP) for number in range(25)]
    for name in saved:
        bucket.save(name, b"")
    assert names(bucket) == saved


def test_foreign_files_in_a_bucket_are_ignored(bucket: S3Store) -> None:
    for key in ("backup/database.dump", f"elsewhere/{SMALL}", "photos/notes.txt"):
        bucket.client.put_object(Bucket=bucket.bucket, Key=key, Body=b"data")
    assert names(bucket) == []


def test_missing_bucket_raises_unavailable(environment: None) -> None:
    nowhere = bucket_store("nobody-has-this")
    for attempt in (lambda: nowhere.save(SMALL, b""), lambda: list(nowhere.saved_before(datetime.now(UTC)))):
        with pytest.raises(Unavailable, match="Try again in a minute"):
            attempt()


def test_server_that_does_not_answer_raises_unavailable(environment: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL_S3", "http://127.0.0.1:9")
    with pytest.raises(Unavailable, match="Try again in a minute"):
        bucket_store("photos").open(SMALL)
