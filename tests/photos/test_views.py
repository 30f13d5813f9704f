"""Serving of photos, from an upload to a browser."""

import re
from pathlib import Path

import pytest
from flask import Flask, render_template_string
from flask.testing import FlaskClient

from app.photos.actions import keep_photo
from app.photos.enums import Format, PhotoState
from app.photos.folder import FolderStore
from app.photos.models import Photo
from app.photos.processing import process
from tests.factories import add
from tests.photos.samples import decoded, encoded, halves


@pytest.fixture(autouse=True)
def folder(app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setitem(app.extensions, "photos", FolderStore(tmp_path))
    return tmp_path


def add_photo(*, data: bytes) -> Photo:
    return keep_photo(processed=process(data))


def test_browsers_may_cache_a_photo_forever(client: FlaskClient) -> None:
    photo = add_photo(data=encoded(halves(500, 500)))
    for ending, mimetype in (("avif", "image/avif"), ("webp", "image/webp"), ("jpg", "image/jpeg")):
        response = client.get(f"/photos/{photo.key}-400.{ending}")
        assert response.status_code == 200
        assert decoded(response.data).size == (400, 400)
        assert response.headers["Content-Type"] == mimetype
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        assert set(response.headers["Cache-Control"].split(", ")) == {"public", "max-age=31536000", "immutable"}
        assert "Set-Cookie" not in response.headers


def test_changed_cookie_does_not_invalidate_cached_photos(client: FlaskClient) -> None:
    photo = add_photo(data=encoded(halves(50, 50)))
    assert "Cookie" not in client.get(f"/photos/{photo.key}-50.webp").headers.get("Vary", "")


def test_pages_of_other_sites_may_show_a_photo(client: FlaskClient) -> None:
    photo = add_photo(data=encoded(halves(50, 50)))
    response = client.get(f"/photos/{photo.key}-50.webp")
    assert response.headers["Cross-Origin-Resource-Policy"] == "cross-origin"


def test_unchanged_photo_is_not_sent_again(client: FlaskClient) -> None:
    photo = add_photo(data=encoded(halves(50, 50)))
    address = f"/photos/{photo.key}-50.webp"
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
        f"{KEY}.original",
        f"{KEY}-400.webp.html",
        "..%2f..%2fconfig.py",
        f"..%2f{KEY}-400.webp",
        "",
    ],
)
def test_invalid_photo_url_is_not_found(client: FlaskClient, name: str) -> None:
    assert client.get(f"/photos/{name}").status_code == 404


def test_photo_cannot_be_changed_by_a_request(client: FlaskClient) -> None:
    assert client.post(f"/photos/{KEY}-400.webp").status_code == 405


def test_template_that_asks_for_a_width_gets_one_that_exists(app: Flask, db: None) -> None:
    photo = add_photo(data=encoded(halves(1000, 500)))
    template = "{{ photo_url(p, 300) }} {{ photo_url(p, 801) }} {{ photo_url(p, 1600) }}|{{ photo_srcset(p, f) }}"
    with app.test_request_context():
        urls, srcset = render_template_string(template, p=photo, f=Format.AVIF).split("|")
    assert urls.split() == [f"/photos/{photo.key}-{width}.jpg" for width in (400, 1000, 1000)]
    assert srcset == ", ".join(f"/photos/{photo.key}-{width}.avif {width}w" for width in (400, 800, 1000))


def frame(app: Flask, photo: Photo, **options: object) -> str:
    template = '{% from "components/venue.html" import photo with context %}{{ photo(p, "50vw", **options) }}'
    with app.test_request_context():
        return render_template_string(template, p=photo, options=options)


def test_browsers_choose_from_three_formats(app: Flask, client: FlaskClient) -> None:
    photo = add_photo(data=encoded(halves(1000, 500)))
    html = frame(app, photo)
    assert re.findall(r'<source type="(.*?)"', html) == ["image/avif", "image/webp"]
    assert f'<img src="/photos/{photo.key}-800.jpg"' in html
    assert html.count('sizes="50vw"') == 3
    assert 'width="1000" height="500"' in html
    for address in re.findall(r"(/photos/\S+)", html.replace('"', " ")):
        assert client.get(address).status_code == 200


def test_photo_with_the_first_encoding_has_only_webp(app: Flask, db: None) -> None:
    html = frame(app, add(Photo(key=KEY, width=800, height=600, encoding=1)))
    assert "<source" not in html
    assert set(re.findall(r"\.(\w+)[ \"]", html)) == {"webp"}


def test_photo_that_is_still_processing_shows_a_placeholder(app: Flask, db: None) -> None:
    waiting = add(Photo(key=KEY, width=800, height=600, state=PhotoState.WAITING, alt="The garden"))
    html = frame(app, waiting, alt=None)
    assert "photo fx-50 fy-50 waiting" in html
    assert "<img" not in html
    assert '<span class="visually-hidden">The garden</span>' in html


def test_failed_photo_is_not_a_broken_image_on_the_page(app: Flask, db: None) -> None:
    failed = add(Photo(key=KEY, width=800, height=600, state=PhotoState.FAILED, problem="Save it again."))
    html = frame(app, failed)
    assert "<img" not in html
    assert "Save it again" not in html


@pytest.mark.parametrize(
    ("focus", "classes"), [((0.5, 0.5), "fx-50 fy-50"), ((0.0, 1.0), "fx-0 fy-100"), ((0.33, 0.68), "fx-35 fy-70")]
)
def test_focus_of_a_crop_becomes_css_classes(focus: tuple[float, float], classes: str) -> None:
    assert Photo(focus_x=focus[0], focus_y=focus[1]).focus_class == classes
