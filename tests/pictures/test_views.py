"""From an upload to what a browser gets."""

from pathlib import Path

import pytest
from flask import Flask, render_template_string
from flask.testing import FlaskClient
from sqlalchemy import select

from app.db import session
from app.pictures.actions import add_picture
from app.pictures.models import Picture
from app.pictures.processing import PictureRefused
from app.pictures.storage import FolderStore
from tests.pictures.samples import decoded, encoded, halves


@pytest.fixture(autouse=True)
def folder(app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setitem(app.extensions, "pictures", FolderStore(tmp_path))
    return tmp_path


def files(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.rglob("*") if path.is_file())


def test_a_picture_is_kept_with_its_row(db: None, folder: Path) -> None:
    picture = add_picture(data=encoded(halves(1000, 500)), alt="The garden", focus=(0.25, 0.9))
    assert session.scalars(select(Picture)).all() == [picture]
    assert (picture.width, picture.height, picture.alt) == (1000, 500, "The garden")
    assert (picture.focus_x, picture.focus_y, picture.widths) == (0.25, 0.9, (400, 800, 1000))
    assert files(folder) == sorted(f"{picture.key}-{width}.webp" for width in (400, 800, 1000))


def test_equal_pictures_share_their_files_but_keep_their_own_words(db: None, folder: Path) -> None:
    first = add_picture(data=encoded(halves(300, 300)), alt="One")
    second = add_picture(data=encoded(halves(300, 300), "WEBP", lossless=True), alt="Two", focus=(0.1, 0.1))
    assert first.id != second.id
    assert first.key == second.key
    assert files(folder) == [f"{first.key}-300.webp"]


def test_a_refused_upload_leaves_nothing(db: None, folder: Path) -> None:
    for data, alt in ((b"<html>", "No picture"), (encoded(halves(20, 20)), "x" * 201)):
        with pytest.raises(PictureRefused):
            add_picture(data=data, alt=alt)
    assert session.scalars(select(Picture)).all() == []
    assert files(folder) == []


def test_a_browser_may_keep_a_picture_for_good(client: FlaskClient) -> None:
    picture = add_picture(data=encoded(halves(500, 500)), alt="")
    response = client.get(f"/pictures/{picture.key}-400.webp")
    assert response.status_code == 200
    assert decoded(response.data).size == (400, 400)
    assert response.headers["Content-Type"] == "image/webp"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert set(response.headers["Cache-Control"].split(", ")) == {"public", "max-age=31536000", "immutable"}
    assert "Set-Cookie" not in response.headers


def test_a_changed_cookie_does_not_make_pictures_new(client: FlaskClient) -> None:
    picture = add_picture(data=encoded(halves(50, 50)), alt="")
    assert "Cookie" not in client.get(f"/pictures/{picture.key}-50.webp").headers.get("Vary", "")


def test_what_the_browser_has_is_not_sent_again(client: FlaskClient) -> None:
    picture = add_picture(data=encoded(halves(50, 50)), alt="")
    address = f"/pictures/{picture.key}-50.webp"
    etag = client.get(address).headers["ETag"]
    again = client.get(address, headers={"If-None-Match": etag})
    assert (again.status_code, again.data) == (304, b"")


KEY = "a1" * 20


@pytest.mark.parametrize(
    "name",
    [
        f"{KEY}-400.webp",
        f"{KEY}-0400.webp",
        f"{KEY}-99999.webp",
        f"{KEY}-.webp",
        f"{KEY}.webp",
        f"{KEY.upper()}-400.webp",
        f"{KEY}-400.png",
        f"{KEY}-400.webp.html",
        "..%2f..%2fconfig.py",
        f"..%2f{KEY}-400.webp",
        "",
    ],
)
def test_anything_else_is_not_there(client: FlaskClient, name: str) -> None:
    assert client.get(f"/pictures/{name}").status_code == 404


def test_a_picture_cannot_be_changed_from_outside(client: FlaskClient) -> None:
    assert client.post(f"/pictures/{KEY}-400.webp").status_code == 405


def test_templates_ask_for_a_width_and_get_one_that_exists(app: Flask, db: None) -> None:
    picture = add_picture(data=encoded(halves(1000, 500)), alt="")
    template = "{{ picture_url(p, 300) }} {{ picture_url(p, 801) }} {{ picture_url(p, 1600) }}|{{ picture_srcset(p) }}"
    with app.test_request_context():
        urls, srcset = render_template_string(template, p=picture).split("|")
    assert urls.split() == [f"/pictures/{picture.key}-{width}.webp" for width in (400, 1000, 1000)]
    assert srcset == ", ".join(f"/pictures/{picture.key}-{width}.webp {width}w" for width in (400, 800, 1000))


@pytest.mark.parametrize(
    ("focus", "classes"), [((0.5, 0.5), "fx-50 fy-50"), ((0.0, 1.0), "fx-0 fy-100"), ((0.33, 0.68), "fx-30 fy-70")]
)
def test_the_focus_of_a_crop_is_said_in_classes(focus: tuple[float, float], classes: str) -> None:
    assert Picture(focus_x=focus[0], focus_y=focus[1]).focus_class == classes
