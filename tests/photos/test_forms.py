"""The form for a single photo: uploading, replacing, describing, and removing it."""

from io import BytesIO
from pathlib import Path

import pytest
from flask import Flask
from werkzeug.datastructures import FileStorage

from app.photos.folder import FolderStore
from app.photos.forms import CHOOSE_FIRST, PhotoForm
from app.photos.models import Photo
from tests.photos.samples import photo_file


@pytest.fixture(autouse=True)
def _folder(app: Flask, db: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(app.extensions, "photos", FolderStore(tmp_path))


class Frame:
    """An object that has a photo."""

    def __init__(self) -> None:
        self.photo: Photo | None = None

    def show(self, photo: Photo | None) -> None:
        self.photo = photo


def settled(app: Flask, frame: Frame, *, file: bytes | None = None, **fields: str) -> PhotoForm:
    data = {**fields, **({"file": FileStorage(BytesIO(file), "pond.svg")} if file is not None else {})}
    with app.test_request_context("/", method="POST", data=data):
        form = PhotoForm()
        assert form.settle(frame.photo, frame.show) is not bool(form.errors)
        return form


def test_photo_can_be_added_described_replaced_and_removed(app: Flask) -> None:
    frame = Frame()
    settled(app, frame, file=photo_file(width=1040, height=780), alt="The  pond")
    first = frame.photo
    assert first is not None
    assert (first.width, first.alt, first.is_waiting) == (1040, "The pond", True)
    assert settled(app, frame, alt="The pond in May").message == "Description saved."
    assert (frame.photo, first.alt) == (first, "The pond in May")
    settled(app, frame, file=photo_file(width=1050, height=630), alt="The garden")
    assert frame.photo is not first
    assert frame.photo is not None
    assert frame.photo.width == 1050
    assert "removed" in settled(app, frame, remove="y").message
    assert frame.photo is None


@pytest.mark.parametrize(
    ("given", "field", "message"),
    [
        ({}, "file", CHOOSE_FIRST),
        ({"file": b"<svg/>"}, "file", "SVG drawing"),
        ({"file": b""}, "file", "Choose"),
        ({"file": photo_file(), "alt": "x" * 201}, "alt", "to 200 characters"),
    ],
)
def test_invalid_upload_shows_its_error_at_the_field(
    app: Flask, given: dict[str, bytes | str], field: str, message: str
) -> None:
    frame = Frame()
    form = settled(app, frame, **given)  # type: ignore[arg-type]
    assert list(form.errors) == [field]
    assert str(message) in form.errors[field][0]
    assert frame.photo is None
