"""Photos from upload to removal: stored at once, processed by a job, and removed when nothing uses them."""

import os
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from threading import Event

import pytest
from flask import Flask
from sqlalchemy import select

from app.core import clock
from app.core.db import session
from app.core.errors import DomainError
from app.photos import actions
from app.photos.actions import (
    KEPT,
    add_photo,
    describe_photo,
    fail_photo,
    finish_photo,
    forget_unused,
    give_up_waiting,
    keep_photo,
    remove_left_over,
)
from app.photos.enums import Format, PhotoState
from app.photos.folder import FolderStore
from app.photos.models import Photo
from app.photos.processing import process
from app.photos.storage import original, rendition
from app.photos.validation import GAVE_UP, PhotoRejected
from app.venues.actions.photos import (
    add_venue_photo,
    forget_removed_photos,
    remove_venue_photo,
    restore_venue_photo,
)
from tests.factories import make_category, make_member, make_service, make_venue
from tests.photos.samples import decoded, encoded, from_a_phone, halves, photo_file
from tests.support import NOW, Jobs


@pytest.fixture(autouse=True)
def folder(app: Flask, db: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setitem(app.extensions, "photos", FolderStore(tmp_path))
    return tmp_path


def files(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.rglob("*") if path.is_file())


def of(photo: Photo) -> list[str]:
    return sorted(rendition(photo.key, width, format) for width in photo.widths for format in Format)


def taken(data: bytes | None = None) -> Photo:
    """Upload a photo and use it at a venue."""
    photo = add_photo(data=data or encoded(halves(1000, 500)), alt="The garden")
    add_venue_photo(venue=make_venue(), photo=photo)
    return photo


def test_upload_is_stored_unchanged_until_its_photo_is_processed(folder: Path, jobs: Jobs) -> None:
    photo = taken(from_a_phone(6, width=1200, height=800))
    assert (photo.state, photo.alt) == (PhotoState.WAITING, "The garden")
    assert (photo.width, photo.height) == (800, 1200)
    assert files(folder) == [original(photo.key)]
    uploaded = photo.key
    jobs.run()
    assert (photo.state, photo.width, photo.height) == (PhotoState.READY, 800, 1200)
    assert photo.key != uploaded
    assert files(folder) == of(photo)
    with (folder / photo.key[:2] / rendition(photo.key, 400, Format.JPEG)).open("rb") as file:
        assert decoded(file.read()).size == (400, 600)


def test_no_remaining_file_reveals_where_a_photo_was_taken(folder: Path, jobs: Jobs) -> None:
    taken(from_a_phone(width=1200, height=800))
    jobs.run()
    made = [path.read_bytes() for path in folder.rglob("*") if path.is_file()]
    assert made
    assert not any(b"Secret" in data or b"Exif" in data for data in made)


@pytest.mark.parametrize("data", [b"<html>", b"<svg/>", b""])
def test_refused_upload_leaves_no_row_and_no_file(folder: Path, data: bytes) -> None:
    with pytest.raises(PhotoRejected):
        add_photo(data=data)
    assert session.scalars(select(Photo)).all() == []
    assert files(folder) == []


@pytest.mark.parametrize(("width", "height", "size"), [(60, 60, "60 × 60"), (999, 400, "999 × 400")])
def test_small_photo_is_refused_with_its_size(folder: Path, width: int, height: int, size: str) -> None:
    with pytest.raises(PhotoRejected, match=f"{size} pixels .* at least 1,000 pixels"):
        add_photo(data=photo_file(width=width, height=height))
    assert files(folder) == []
    assert add_photo(data=photo_file(width=400, height=1000))


def test_description_that_is_too_long_is_refused_before_anything_is_stored(folder: Path) -> None:
    with pytest.raises(DomainError, match="to 200 characters"):
        add_photo(data=photo_file(), alt="x" * 201)
    assert files(folder) == []


def test_photo_that_cannot_be_decoded_fails_with_a_message(folder: Path, jobs: Jobs) -> None:
    data = photo_file("JPEG")
    photo = taken(data[: len(data) // 2])
    jobs.run()
    assert photo.state is PhotoState.FAILED
    assert "save it again, then choose the new file" in photo.problem
    assert files(folder) == []


def test_job_that_runs_twice_changes_nothing(folder: Path, jobs: Jobs) -> None:
    photo, processed = taken(), process(encoded(halves(1000, 500)))
    jobs.run()
    first = (photo.key, photo.state, files(folder))
    finish_photo(photo_id=photo.id, processed=processed)
    fail_photo(photo_id=photo.id, problem="Too late.")
    jobs.run()
    assert (photo.key, photo.state, files(folder)) == first
    assert jobs.waiting() == []


def test_upload_that_was_removed_before_its_job_is_not_processed(folder: Path, jobs: Jobs) -> None:
    photo = add_photo(data=photo_file())
    session.delete(photo)
    jobs.run()
    assert files(folder) == [original(photo.key)]


def test_upload_whose_file_is_lost_asks_for_it_again(folder: Path, jobs: Jobs) -> None:
    photo = taken()
    next(folder.rglob("*.original")).unlink()
    jobs.run()
    assert (photo.state, photo.problem) == (PhotoState.FAILED, GAVE_UP)


def test_photos_that_no_worker_processes_fail_after_six_hours() -> None:
    photo = taken()
    give_up_waiting()
    assert photo.is_waiting
    with clock.pinned(clock.now() + timedelta(hours=7)):
        give_up_waiting()
    session.refresh(photo)
    assert (photo.state, photo.problem) == (PhotoState.FAILED, GAVE_UP)


def test_identical_photos_share_files_but_have_their_own_descriptions(folder: Path) -> None:
    first = keep_photo(processed=process(encoded(halves(300, 300))), alt="One")
    second = keep_photo(
        processed=process(encoded(halves(300, 300), "WEBP", lossless=True)), alt="Two", focus=(0.1, 0.1)
    )
    assert first.id != second.id
    assert first.key == second.key
    assert files(folder) == of(first)


@pytest.mark.parametrize("focus", [(-0.1, 0.5), (0.5, 1.1), (float("nan"), 0.5)])
def test_focus_outside_the_photo_is_refused(focus: tuple[float, float]) -> None:
    photo = taken()
    with pytest.raises(DomainError, match="Choose a focus point"):
        describe_photo(photo=photo, alt="", focus=focus)


# Removal of unused photos.


def made(size: int = 50) -> Photo:
    return keep_photo(processed=process(encoded(halves(size, size))))


def age(folder: Path, *, days: int = 2) -> None:
    """Make every file look old."""
    for path in folder.rglob("*"):
        os.utime(path, (time.time() - days * 86_400,) * 2)


def test_files_that_no_row_uses_are_removed_once_they_are_old(folder: Path) -> None:
    used, unused = made(50), made(60)
    session.delete(unused)
    session.commit()
    assert remove_left_over() == 0
    age(folder)
    assert remove_left_over() == len(Format)
    assert files(folder) == of(used)


@contextmanager
def saving(app: Flask, data: bytes) -> Iterator[None]:
    """Have another transaction save a photo's files, without committing its row, while the block runs."""
    saved, over = Event(), Event()

    def save() -> None:
        with app.app_context():
            keep_photo(processed=process(data))
            saved.set()
            over.wait(20)
            session.commit()

    with ThreadPoolExecutor(1) as beside:
        saving = beside.submit(save)
        assert saved.wait(20)
        yield
        session.rollback()
        over.set()
        saving.result()


def test_files_of_a_photo_that_is_being_saved_are_not_removed(
    app: Flask, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An identical photo left these files long ago, so neither their age nor a row says that they are needed again."""
    session.delete(made(50))
    session.commit()
    with monkeypatch.context() as unguarded:
        unguarded.setattr(actions, "lock_key", lambda _: None)
        with saving(app, encoded(halves(50, 50))):
            age(folder)
            assert remove_left_over() == len(Format)
    (broken,) = session.scalars(select(Photo))
    session.delete(broken)
    session.commit()
    with saving(app, encoded(halves(50, 50))):
        age(folder)
        assert remove_left_over() == 0
    assert remove_left_over() == 0
    assert files(folder) == of(session.scalars(select(Photo)).one())


def test_used_photos_stay_and_unused_ones_are_deleted_after_a_day(folder: Path) -> None:
    venue = make_venue()
    service = make_service(venue, members=[make_member(venue)])
    shown = {made(size).id: size for size in (10, 20, 30)}
    of_venue, of_service, of_category = shown
    add_venue_photo(venue=venue, photo=session.get_one(Photo, of_venue))
    service.photo_id = of_service
    make_category().photo_id = of_category
    made(40)
    session.commit()
    forget_unused()
    assert len(session.scalars(select(Photo)).all()) == 4
    with clock.pinned(clock.now() + KEPT + timedelta(minutes=1)):
        forget_unused()
    assert set(session.scalars(select(Photo.id))) == set(shown)


def test_removed_venue_photo_can_be_restored_for_a_day_and_then_loses_its_files(folder: Path) -> None:
    venue, photo = make_venue(), made()
    shown = add_venue_photo(venue=venue, photo=photo)
    session.commit()
    with clock.pinned(NOW):
        remove_venue_photo(venue=venue, shown=shown)
        forget_removed_photos()
        restore_venue_photo(venue=venue, shown=shown)
        assert (shown.position, shown.removed_at) == (1, None)
        remove_venue_photo(venue=venue, shown=shown)
    session.commit()
    age(folder)
    with clock.pinned(clock.now() + 2 * KEPT):
        forget_removed_photos()
        forget_unused()
        assert remove_left_over() == len(Format)
    assert files(folder) == []
