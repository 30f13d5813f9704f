"""The form for a single photo: uploading, replacing, describing, and removing it."""

from io import BytesIO
from pathlib import Path

import pytest
from flask import Flask
from werkzeug.datastructures import FileStorage

from app.photos.folder import FolderStore
from app.photos.forms import CHOOSE_FIRST, PictureForm
from app.photos.models import Picture
from tests.photos.samples import photo


@pytest.fixture(autouse=True)
def _folder(app: Flask, db: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(app.extensions, "pictures", FolderStore(tmp_path))


class Frame:
    """An object that has a photo."""

    def __init__(self) -> None:
        self.picture: Picture | None = None

    def show(self, picture: Picture | None) -> None:
        self.picture = picture


def settled(app: Flask, frame: Frame, *, file: bytes | None = None, **fields: str) -> PictureForm:
    data = {**fields, **({"file": FileStorage(BytesIO(file), "pond.svg")} if file is not None else {})}
    with app.test_request_context("/", method="POST", data=data):
        form = PictureForm()
        assert form.settle(frame.picture, frame.show) is not bool(form.errors)
        return form


def test_photo_can_be_added_described_replaced_and_removed(app: Flask) -> None:
    frame = Frame()
    settled(app, frame, file=photo(width=1040, height=780), alt="The  pond")
    first = frame.picture
    assert first is not None
    assert (first.width, first.alt, first.is_waiting) == (1040, "The pond", True)
    assert settled(app, frame, alt="The pond in May").said == "Description saved."
    assert (frame.picture, first.alt) == (first, "The pond in May")
    settled(app, frame, file=photo(width=1050, height=630), alt="The garden")
    assert frame.picture is not first
    assert frame.picture is not None
    assert frame.picture.width == 1050
    assert "removed" in settled(app, frame, remove="y").said
    assert frame.picture is None


@pytest.mark.parametrize(
    ("given", "field", "said"),
    [
        ({}, "file", CHOOSE_FIRST),
        ({"file": b"<svg/>"}, "file", "SVG drawing"),
        ({"file": b""}, "file", "Choose"),
        ({"file": photo(), "alt": "x" * 201}, "alt", "to 200 characters"),
    ],
)
def test_invalid_upload_shows_its_error_at_the_field(
    app: Flask, given: dict[str, bytes | str], field: str, said: str
) -> None:
    frame = Frame()
    form = settled(app, frame, **given)  # type: ignore[arg-type]
    assert list(form.errors) == [field]
    assert str(said) in form.errors[field][0]
    assert frame.picture is None
